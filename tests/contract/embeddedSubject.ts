import { ConvexHttpClient } from "convex/browser";
import { uploadOverHttp } from "../fakes/worker";
import { startRealBackend } from "../support/realBackend";
import { API_KEY, type Caller, type Subject } from "./subject";

/** `embedded/` as a process of its own, on free ports and a data folder of its own, over real sockets. */
export async function startEmbeddedSubject(): Promise<Subject> {
  const backend = await startRealBackend({ environment: { NATURALCAD_API_KEY: API_KEY } });
  const http = () => new ConvexHttpClient(backend.url, { skipConvexDeploymentUrlCheck: true, logger: false });
  const admin = http() as ConvexHttpClient & { setAdminAuth(key: string): void };
  admin.setAdminAuth(backend.adminKey);
  return {
    guest: async (name) => {
      const client = http();
      client.setAuth(await backend.guestToken(name));
      return client;
    },
    anonymous: http(),
    // The admin key opens internal functions too, which the client's type does not know.
    administrator: admin as unknown as Caller,
    http: (to, init) => fetch(new URL(to, backend.siteUrl), init),
    worker: backend.worker,
    upload: uploadOverHttp,
    crash: backend.crash,
    close: backend.close,
  };
}
