// `npm run rotate-keys [-- --data DIR]`: a new key for the sessions of accounts. The one before it is still believed,
// so that nobody is signed out; after a second rotation it is believed no more. Takes effect with the next start.
import { existsSync } from "node:fs";
import path from "node:path";
import { reportFailure, say, SetupError } from "./lib/messages.mjs";
import { loadEnvLocal, readOrMakeSecrets, readSettings } from "./lib/settings.mjs";

try {
  loadEnvLocal();
  const { data } = readSettings(process.argv.slice(2));
  if (!existsSync(path.join(data, "secrets.json")))
    throw new SetupError(
      "rotate-keys/data",
      `${data} holds no installation.`,
      "Name its folder: npm run rotate-keys -- --data DIR",
    );
  const { accountKeys } = readOrMakeSecrets(data, { rotates: true });
  say(`Sessions are signed with ${accountKeys[0].keyId} from the next start on.`);
  if (accountKeys[1]) say(`Sessions signed with ${accountKeys[1].keyId} stay good until they are refreshed.`);
} catch (error) {
  process.exitCode = reportFailure(error);
}
