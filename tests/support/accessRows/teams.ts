import { api, internal } from "../../../convex/_generated/api";
import type { Id } from "../../../convex/_generated/dataModel";
import { hashToken } from "../../../convex/lib/tokens";
import type { Backend } from "../backend";
import type { Row, Targets } from "./row";

const ofWorkspace = ({ workspaceId }: Targets) => ({ workspaceId });
const person = { email: "x@northgate.example", password: "a password of four", name: "Xenia", device: "test" };
const page = { numItems: 5, cursor: null };

const annId = async (backend: Backend): Promise<Id<"users">> => {
  const { user } = await backend.ann.mutation(api.users.enter, {});
  return user._id;
};

async function withMember(backend: Backend): Promise<Record<string, string>> {
  const { user } = await backend.guest("Mia").mutation(api.users.enter, { name: "Mia" });
  return { userId: user._id };
}

async function withInvite(backend: Backend, { workspaceId }: Targets): Promise<Record<string, string>> {
  const inviteId = await backend.t.mutation(internal.invites.store, {
    workspaceId,
    userId: await annId(backend),
    role: "viewer",
    tokenHash: hashToken("an-invitation"),
    expiresAt: Date.now() + 60_000,
  });
  return { inviteId };
}

async function withKey(backend: Backend, { workspaceId }: Targets): Promise<Record<string, string>> {
  const keyId = await backend.t.mutation(internal.apiKeys.store, {
    workspaceId,
    userId: await annId(backend),
    name: "CI",
    scope: "read",
    start: "ncad_000000",
    keyHash: hashToken("ncad_key"),
    createdAt: Date.now(),
  });
  return { keyId };
}

/** Accounts, members, invitations, keys, the audit log, workspaces. */
export const teamsRows: Row[] = [
  { call: api.accounts.state, kind: "query", args: () => ({}), foreign: "own", takesKey: false, isOpen: true },
  {
    call: api.accounts.signIn,
    kind: "action",
    args: () => ({ email: person.email, password: person.password, device: "test" }),
    foreign: "own",
    takesKey: false,
    isOpen: true,
  },
  {
    call: api.accounts.signUp,
    kind: "action",
    args: () => ({ ...person, inviteToken: "nothing" }),
    foreign: "own",
    takesKey: false,
    isOpen: true,
  },
  {
    call: api.accounts.setUp,
    kind: "action",
    args: () => ({ ...person, setupToken: "nothing" }),
    foreign: "own",
    takesKey: false,
    isOpen: true,
  },
  {
    call: api.accounts.refresh,
    kind: "action",
    args: () => ({ refreshToken: "nothing" }),
    foreign: "own",
    takesKey: false,
    isOpen: true,
  },
  {
    call: api.accounts.turnOn,
    kind: "action",
    args: (t) => ({ ...ofWorkspace(t), ...person }),
    foreign: "not_found",
    takesKey: false,
    needs: "owner",
  },
  { call: api.accounts.mine, kind: "query", args: () => ({}), foreign: "own", takesKey: false },
  { call: api.accounts.signOut, kind: "mutation", args: () => ({}), foreign: "own", takesKey: false },
  { call: api.accounts.signOutEverywhere, kind: "mutation", args: () => ({}), foreign: "own", takesKey: false },
  {
    call: api.accounts.changePassword,
    kind: "action",
    args: () => ({ current: "nothing here", next: "another password" }),
    // Somebody of another issuer has no password here.
    foreign: "refused",
    takesKey: false,
  },
  { call: api.backups.last, kind: "query", args: ofWorkspace, foreign: "not_found", takesKey: false, needs: "owner" },
  { call: api.members.list, kind: "query", args: ofWorkspace, foreign: "not_found", takesKey: false },
  {
    call: api.members.setRole,
    kind: "mutation",
    args: (t) => ({ ...ofWorkspace(t), userId: t.own.userId, role: "viewer" }),
    foreign: "not_found",
    takesKey: false,
    needs: "owner",
    prepare: withMember,
  },
  {
    call: api.members.remove,
    kind: "mutation",
    args: (t) => ({ ...ofWorkspace(t), userId: t.own.userId }),
    foreign: "not_found",
    takesKey: false,
    needs: "owner",
    prepare: withMember,
  },
  {
    call: api.members.leave,
    kind: "mutation",
    args: ofWorkspace,
    foreign: "not_found",
    takesKey: false,
    needs: "viewer",
  },
  {
    call: api.invites.list,
    kind: "query",
    args: ofWorkspace,
    foreign: "not_found",
    takesKey: false,
    needs: "owner",
  },
  {
    call: api.invites.create,
    kind: "action",
    args: (t) => ({ ...ofWorkspace(t), role: "viewer" }),
    foreign: "not_found",
    takesKey: false,
    needs: "owner",
  },
  {
    call: api.invites.revoke,
    kind: "mutation",
    args: (t) => ({ ...ofWorkspace(t), inviteId: t.own.inviteId }),
    foreign: "not_found",
    takesKey: false,
    needs: "owner",
    prepare: withInvite,
  },
  {
    call: api.invites.preview,
    kind: "query",
    args: () => ({ token: "nothing" }),
    foreign: "null",
    takesKey: false,
    isOpen: true,
  },
  {
    call: api.invites.accept,
    kind: "mutation",
    args: () => ({ token: "nothing" }),
    foreign: "not_found",
    takesKey: false,
    needs: "viewer",
  },
  { call: api.apiKeys.list, kind: "query", args: ofWorkspace, foreign: "not_found", takesKey: false },
  {
    call: api.apiKeys.create,
    kind: "action",
    args: (t) => ({ ...ofWorkspace(t), name: "CI", scope: "read" }),
    foreign: "not_found",
    takesKey: false,
    needs: "viewer",
  },
  {
    call: api.apiKeys.remove,
    kind: "mutation",
    args: (t) => ({ ...ofWorkspace(t), keyId: t.own.keyId }),
    foreign: "not_found",
    takesKey: false,
    needs: "viewer",
    prepare: withKey,
  },
  {
    call: api.audit.list,
    kind: "query",
    args: (t) => ({ ...ofWorkspace(t), paginationOpts: page }),
    foreign: "not_found",
    takesKey: false,
    needs: "owner",
  },
  { call: api.workspaces.mine, kind: "query", args: () => ({}), foreign: "own", takesKey: false },
  { call: api.workspaces.create, kind: "mutation", args: () => ({ name: "Lab" }), foreign: "own", takesKey: false },
  {
    call: api.workspaces.rename,
    kind: "mutation",
    args: (t) => ({ ...ofWorkspace(t), name: "Lab" }),
    foreign: "not_found",
    takesKey: false,
    needs: "owner",
  },
  {
    call: api.workspaces.setPublic,
    kind: "mutation",
    args: (t) => ({ ...ofWorkspace(t), isPublic: true }),
    foreign: "not_found",
    takesKey: false,
    needs: "owner",
  },
  {
    call: api.workspaces.remove,
    kind: "mutation",
    args: ofWorkspace,
    foreign: "not_found",
    takesKey: false,
    needs: "owner",
  },
  {
    call: api.workspaces.restore,
    kind: "mutation",
    args: ofWorkspace,
    foreign: "not_found",
    takesKey: false,
    needs: "owner",
  },
];
