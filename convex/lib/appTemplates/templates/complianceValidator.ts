import { composeFile, lit } from "../compose";
import { readNumber, titleOf } from "../request";
import type { AppTemplate } from "../types";

/** CSA A277 (certification of prefabricated buildings, modules and panels): a pure function, its tests, and a form around them. */
export const complianceValidator: AppTemplate = {
  id: "csa-a277-validator",
  name: "CSA A277 validator",
  detail: "Factory-built unit record checked rule by rule, with tests",
  example: "Create a validation function for CSA A277 compliance checking",
  signs: [
    [/\ba\s?-?277\b/, 10],
    [
      /\b(?:prefab\w*|modular (?:building|home)s?|factory[- ]built)\b(?=.*\b(?:complian\w+|certif\w+|validat\w+|check\w*)\b)/,
      6,
    ],
    [/\bcsa\b/, 1],
    [/\bcomplian\w+\b/, 2],
  ],
  grants: ["validation", "tests"],
  build(request) {
    const title = titleOf(request, "CSA A277 compliance check");
    const auditDays =
      readNumber(request.text, /\b(?:audit|inspection)s? (?:within|every|not older than) (\d+) days\b/) ?? 365;
    const code = composeFile(`
const TITLE = ${lit(title)};
/** An inspection by the certification body older than this counts as missing. */
const AUDIT_VALID_DAYS = ${auditDays};

export type UnitKind = "Building" | "Module" | "Panel";

/** What the factory records about one unit. Dates are ISO dates, empty when it has not happened. */
export type UnitRecord = {
  kind: UnitKind;
  serialNumber: string;
  manufacturer: string;
  model: string;
  certificationBody: string;
  certificateNumber: string;
  qualityManualRevision: string;
  lastFactoryAudit: string;
  drawingsApproved: boolean;
  inspectionsPlanned: number;
  inspectionsPassed: number;
  openNonConformances: number;
  plumbingTest: "Passed" | "Failed" | "Not done" | "Not fitted";
  electricalTest: "Passed" | "Failed" | "Not done" | "Not fitted";
  labelApplied: boolean;
  completed: string;
  siteWorkListed: boolean;
};

export type Finding = { rule: string; severity: "error" | "warning"; field: keyof UnitRecord; message: string };

const RULES = [
  "Identification",
  "Certification",
  "Quality programme",
  "Documents",
  "In-plant inspection",
  "Tests",
  "Marking",
] as const;

/**
 * Checks one unit against the record-keeping side of CSA A277. An empty list means that nothing speaks against labelling.
 * @param today ISO date; passed in so that the answer depends on its arguments alone
 */
export function validateCsaA277(unit: UnitRecord, today: string): Finding[] {
  const findings: Finding[] = [];
  const report = (rule: (typeof RULES)[number], field: keyof UnitRecord, message: string, severity: Finding["severity"] = "error") =>
    findings.push({ rule, severity, field, message });

  if (!/^[A-Z0-9][A-Z0-9-]{3,19}$/.test(unit.serialNumber)) {
    report("Identification", "serialNumber", "The serial number needs 4 to 20 capitals, digits or hyphens.");
  }
  if (unit.manufacturer.trim() === "") report("Identification", "manufacturer", "The manufacturer is missing.");
  if (unit.model.trim() === "") report("Identification", "model", "The model or type is missing.");

  if (unit.certificationBody.trim() === "") report("Certification", "certificationBody", "No accredited certification body is named.");
  if (unit.certificateNumber.trim() === "") report("Certification", "certificateNumber", "The factory certificate number is missing.");

  if (unit.qualityManualRevision.trim() === "") report("Quality programme", "qualityManualRevision", "The quality manual has no revision.");
  const auditAge = (Date.parse(today) - Date.parse(unit.lastFactoryAudit)) / 86_400_000;
  if (Number.isNaN(auditAge)) {
    report("Quality programme", "lastFactoryAudit", "No factory audit is on record.");
  } else if (auditAge < 0) {
    report("Quality programme", "lastFactoryAudit", "The factory audit lies in the future.");
  } else if (auditAge > AUDIT_VALID_DAYS) {
    report("Quality programme", "lastFactoryAudit", "The last factory audit is " + Math.floor(auditAge) + " days old, limit " + AUDIT_VALID_DAYS + ".");
  }

  if (!unit.drawingsApproved) report("Documents", "drawingsApproved", "The drawings and specifications are not approved.");
  if (!unit.siteWorkListed) report("Documents", "siteWorkListed", "The work left for the site is not listed.", unit.kind === "Panel" ? "warning" : "error");

  if (unit.inspectionsPlanned < 1) report("In-plant inspection", "inspectionsPlanned", "No in-plant inspections are planned.");
  if (unit.inspectionsPassed > unit.inspectionsPlanned) {
    report("In-plant inspection", "inspectionsPassed", "More inspections passed than planned.");
  } else if (unit.inspectionsPassed < unit.inspectionsPlanned) {
    report("In-plant inspection", "inspectionsPassed", "Not passed: " + (unit.inspectionsPlanned - unit.inspectionsPassed) + " of " + unit.inspectionsPlanned + " inspection stages.");
  }
  if (unit.openNonConformances > 0) {
    report("In-plant inspection", "openNonConformances", "Open non-conformances: " + unit.openNonConformances + ".");
  }

  for (const field of ["plumbingTest", "electricalTest"] as const) {
    const name = field === "plumbingTest" ? "plumbing" : "electrical";
    if (unit[field] === "Failed") report("Tests", field, "The " + name + " test failed.");
    if (unit[field] === "Not done") report("Tests", field, "The " + name + " test has not been done.");
  }

  const isBlocked = findings.some((finding) => finding.severity === "error");
  if (unit.labelApplied && isBlocked) report("Marking", "labelApplied", "The label is on the unit while rules are open: remove it.");
  if (!unit.labelApplied && unit.completed !== "" && !isBlocked) {
    report("Marking", "labelApplied", "The unit is complete and may be labelled.", "warning");
  }
  return findings;
}

const TODAY = "2026-06-01";
const complete: UnitRecord = {
  kind: "Module",
  serialNumber: "MOD-26-0147",
  manufacturer: "Northgate Modular Ltd.",
  model: "NG-40 two-bay",
  certificationBody: "Example Certification Inc.",
  certificateNumber: "F-1182",
  qualityManualRevision: "Rev. 7",
  lastFactoryAudit: "2026-03-12",
  drawingsApproved: true,
  inspectionsPlanned: 6,
  inspectionsPassed: 6,
  openNonConformances: 0,
  plumbingTest: "Passed",
  electricalTest: "Passed",
  labelApplied: true,
  completed: "2026-05-28",
  siteWorkListed: true,
};

type Case = { name: string; change: Partial<UnitRecord>; expected: (keyof UnitRecord)[] };

/** Each test changes one thing in a complete record and names the fields that must be reported. */
export const tests: Case[] = [
  { name: "a complete record has no findings", change: {}, expected: [] },
  { name: "a short serial number is refused", change: { serialNumber: "A1", labelApplied: false }, expected: ["serialNumber"] },
  { name: "lower case in a serial number is refused", change: { serialNumber: "mod-0147", labelApplied: false }, expected: ["serialNumber"] },
  { name: "a missing certification body is reported", change: { certificationBody: " ", labelApplied: false }, expected: ["certificationBody"] },
  { name: "an old factory audit is reported", change: { lastFactoryAudit: "2020-01-01", labelApplied: false }, expected: ["lastFactoryAudit"] },
  { name: "an audit in the future is reported", change: { lastFactoryAudit: "2026-06-02", labelApplied: false }, expected: ["lastFactoryAudit"] },
  { name: "an inspection stage that did not pass is reported", change: { inspectionsPassed: 5, labelApplied: false }, expected: ["inspectionsPassed"] },
  { name: "open non-conformances are reported", change: { openNonConformances: 2, labelApplied: false }, expected: ["openNonConformances"] },
  { name: "a unit without plumbing needs no plumbing test", change: { plumbingTest: "Not fitted" }, expected: [] },
  { name: "a failed electrical test is reported", change: { electricalTest: "Failed", labelApplied: false }, expected: ["electricalTest"] },
  { name: "a label on a unit with open rules is reported", change: { drawingsApproved: false }, expected: ["drawingsApproved", "labelApplied"] },
  { name: "a complete unit without label gets a reminder", change: { labelApplied: false }, expected: ["labelApplied"] },
];

function runTest(test: Case): { passed: boolean; found: string } {
  const found = validateCsaA277({ ...complete, ...test.change }, TODAY).map((finding) => finding.field);
  return { passed: found.join() === test.expected.join(), found: found.join(", ") || "nothing" };
}

const textFields: { key: "serialNumber" | "manufacturer" | "model" | "certificationBody" | "certificateNumber" | "qualityManualRevision"; label: string }[] = [
  { key: "serialNumber", label: "Serial number" },
  { key: "manufacturer", label: "Manufacturer" },
  { key: "model", label: "Model" },
  { key: "certificationBody", label: "Certification body" },
  { key: "certificateNumber", label: "Factory certificate" },
  { key: "qualityManualRevision", label: "Quality manual" },
];
const numberFields: { key: "inspectionsPlanned" | "inspectionsPassed" | "openNonConformances"; label: string }[] = [
  { key: "inspectionsPlanned", label: "Inspections planned" },
  { key: "inspectionsPassed", label: "Inspections passed" },
  { key: "openNonConformances", label: "Open non-conformances" },
];
const flags: { key: "drawingsApproved" | "siteWorkListed" | "labelApplied"; label: string }[] = [
  { key: "drawingsApproved", label: "Drawings approved" },
  { key: "siteWorkListed", label: "Site work listed" },
  { key: "labelApplied", label: "Label applied" },
];

export default function CsaA277Check() {
  const [unit, setUnit] = useState<UnitRecord>({
    ...complete,
    lastFactoryAudit: inDays(-80),
    completed: inDays(-2),
    inspectionsPassed: 5,
    openNonConformances: 1,
    labelApplied: false,
  });
  const checklists = useRows("checklists");
  const lists = checklists.state === "live" ? checklists.rows : [];
  const findings = validateCsaA277(unit, inDays(0));
  const errors = findings.filter((finding) => finding.severity === "error");
  const results = tests.map((test) => ({ ...test, ...runTest(test) }));
  const passed = results.filter((result) => result.passed).length;

  function change(part: Partial<UnitRecord>) {
    setUnit((now) => ({ ...now, ...part }));
  }

  return (
    <main className={ui.page + " mx-auto max-w-6xl"}>
      <header className={ui.head}>
        <h1 className={ui.title}>{TITLE}</h1>
        <span role="status">
          {errors.length === 0 ? <Chip tone="ok">May be labelled</Chip> : <Chip tone="bad">{errors.length} against labelling</Chip>}
        </span>
      </header>

      <div className="grid gap-8 lg:grid-cols-[3fr_2fr]">
        <section aria-labelledby="record">
          <h2 id="record" className={ui.section}>
            Unit record
          </h2>
          {lists.length > 0 && (
            <label className="mb-4 block">
              <span className={ui.label}>Take the inspections from a checklist of the workspace</span>
              <select
                className={ui.input}
                defaultValue=""
                onChange={(event) => {
                  const list = lists.find((each) => each.id === event.target.value);
                  if (list) change({ inspectionsPlanned: list.items.length, inspectionsPassed: list.items.filter((item) => item.isDone).length });
                }}
              >
                <option value="">None</option>
                {lists.map((list) => (
                  <option key={list.id} value={list.id}>
                    {list.name + (list.standard === "" ? "" : " · " + list.standard) + ", " + list.items.filter((item) => item.isDone).length + " of " + list.items.length + " done"}
                  </option>
                ))}
              </select>
            </label>
          )}
          <div className="grid gap-4 sm:grid-cols-2">
            <label>
              <span className={ui.label}>Kind</span>
              <select className={ui.input} value={unit.kind} onChange={(event) => change({ kind: event.target.value as UnitKind })}>
                <option>Building</option>
                <option>Module</option>
                <option>Panel</option>
              </select>
            </label>
            {textFields.map((field) => (
              <label key={field.key}>
                <span className={ui.label}>{field.label}</span>
                <input
                  className={ui.input}
                  value={unit[field.key]}
                  aria-invalid={errors.some((finding) => finding.field === field.key)}
                  onChange={(event) => change({ [field.key]: event.target.value })}
                />
              </label>
            ))}
            <label>
              <span className={ui.label}>Last factory audit</span>
              <input className={ui.input} type="date" value={unit.lastFactoryAudit} onChange={(event) => change({ lastFactoryAudit: event.target.value })} />
            </label>
            {numberFields.map((field) => (
              <label key={field.key}>
                <span className={ui.label}>{field.label}</span>
                <input
                  className={ui.input}
                  type="number"
                  min={0}
                  value={unit[field.key]}
                  aria-invalid={errors.some((finding) => finding.field === field.key)}
                  onChange={(event) => change({ [field.key]: Number(event.target.value) })}
                />
              </label>
            ))}
            {(["plumbingTest", "electricalTest"] as const).map((key) => (
              <label key={key}>
                <span className={ui.label}>{key === "plumbingTest" ? "Plumbing test" : "Electrical test"}</span>
                <select className={ui.input} value={unit[key]} onChange={(event) => change({ [key]: event.target.value as UnitRecord["plumbingTest"] })}>
                  <option>Passed</option>
                  <option>Failed</option>
                  <option>Not done</option>
                  <option>Not fitted</option>
                </select>
              </label>
            ))}
            <label>
              <span className={ui.label}>Completed</span>
              <input className={ui.input} type="date" value={unit.completed} onChange={(event) => change({ completed: event.target.value })} />
            </label>
          </div>
          <div className="mt-4 flex flex-wrap gap-x-6 gap-y-2">
            {flags.map((flag) => (
              <label key={flag.key} className="flex items-center gap-2">
                <input type="checkbox" className="size-4" checked={unit[flag.key]} onChange={(event) => change({ [flag.key]: event.target.checked })} />
                {flag.label}
              </label>
            ))}
          </div>
        </section>

        <div className="space-y-8">
          <section aria-labelledby="findings">
            <h2 id="findings" className={ui.section}>
              Rules
            </h2>
            <ul>
              {RULES.map((rule) => {
                const own = findings.filter((finding) => finding.rule === rule);
                const worst = own.some((finding) => finding.severity === "error") ? "bad" : own.length > 0 ? "warn" : "ok";
                return (
                  <li key={rule} className={"border-t py-2 " + ui.line}>
                    <div className="flex items-center justify-between">
                      <span className="font-medium">{rule}</span>
                      <Chip tone={worst}>{worst === "ok" ? "Pass" : worst === "warn" ? "Note" : "Fail"}</Chip>
                    </div>
                    {own.map((finding) => (
                      <p key={finding.field} className={"mt-1 " + ui.muted}>
                        {finding.message}
                      </p>
                    ))}
                  </li>
                );
              })}
            </ul>
          </section>

          <section aria-labelledby="tests">
            <h2 id="tests" className={ui.section}>
              Tests of the function · {passed} of {results.length} pass
            </h2>
            <ul>
              {results.map((result) => (
                <li key={result.name} className="flex items-start gap-2 py-0.5">
                  {result.passed ? (
                    <Check className="mt-0.5 size-4 shrink-0 text-emerald-700 dark:text-emerald-400" aria-label="Pass" />
                  ) : (
                    <X className="mt-0.5 size-4 shrink-0 text-red-700 dark:text-red-400" aria-label="Fail" />
                  )}
                  <span>
                    {result.name}
                    {!result.passed && <span className={ui.error}> found {result.found}</span>}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        </div>
      </div>
    </main>
  );
}
`);
    return {
      title,
      label: "7 rule groups, 12 tests",
      code,
      warnings: [
        {
          code: "app_standard",
          message: `The rules are a working reading of what CSA A277 asks to be on record, not its text; the audit age of ${auditDays} days and the serial number form are assumptions. Compare them with your edition and your certification body.`,
        },
      ],
    };
  },
};
