import { expect, test } from "vitest";
import { auditCsv, changeText, type AuditEvent } from "./auditCsv";

const event = {
  at: Date.UTC(2026, 2, 4, 12),
  actorName: '=HYPERLINK("http://x")',
  verb: "member.role_changed",
  object: { table: "users", id: "u1", label: 'Tom "T", Baker' },
  before: { role: "viewer" },
  after: { role: "editor" },
} as unknown as AuditEvent;

test("a change reads from before to after", () => {
  expect(changeText(event)).toBe("role: viewer → editor");
  expect(changeText({ after: { isPublic: true } })).toBe("isPublic: true");
});

test("the CSV quotes what needs it and lets no name become a formula", () => {
  const [header, row] = auditCsv([event]).split("\r\n");
  expect(header).toBe("time,who,what,table,id,label,change");
  expect(row).toContain(`"'=HYPERLINK(""http://x"")"`);
  expect(row).toContain('"Tom ""T"", Baker"');
});
