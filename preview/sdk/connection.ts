import { portClient } from "./portClient.ts";
import { sampleClient, type Client } from "./sampleClient.ts";

/** Which rows the app in this frame sees: samples until the page hands over a port. */

let current: Client | undefined;

/** Called before the app's module is loaded. */
export function connect(port: MessagePort): void {
  current = portClient(port);
}

export function client(): Client {
  current ??= sampleClient();
  return current;
}
