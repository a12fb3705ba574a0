import { useEffect, useState } from "react";
import type { SpecRow } from "../../../convex/lib/validators";
import type { Diagnostic } from "../../../convex/lib/appChecker";
import { checkApp } from "./checkApp";

type Findings = { code: string; result: Diagnostic[] | string };

/** Strict type findings of an app as check rows; one row says that they are not there yet, or why they never will be. */
export function useAppFindings(code: string | null): SpecRow[] {
  const [findings, setFindings] = useState<Findings | null>(null);
  useEffect(() => {
    if (code === null) return;
    let isCurrent = true;
    checkApp(code).then(
      (result) => isCurrent && setFindings({ code, result }),
      (error: unknown) =>
        isCurrent && setFindings({ code, result: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [code]);
  if (code === null || findings?.code !== code) return [];
  const { result } = findings;
  if (typeof result === "string")
    return [{ rule: "Type-checks", expected: "strict TypeScript", measured: result, pass: false }];
  const measured =
    result.length === 0 ? "no finding" : `${result.length} ${result.length === 1 ? "finding" : "findings"}`;
  return [
    { rule: "Type-checks", expected: "no finding", measured, pass: result.length === 0 },
    ...result.slice(0, 8).map(({ line, message }) => ({
      rule: `Line ${line}: ${message}`,
      expected: "",
      measured: "",
      pass: false,
    })),
  ];
}
