import { readdirSync, readFileSync, existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/**
 * The type declarations that the browser's type check works with, as one map from path to text: TypeScript's libraries,
 * React's own types, and short stubs for recharts and lucide-react, whose full types are ten times as large.
 */
export type TypePack = Record<string, string>;

const LIBRARIES =
  /^lib\.(?:es(?:5|6|20\d\d)(?:\.[\w.]+)?|dom|dom\.iterable|dom\.asynciterable|decorators|decorators\.legacy)\.d\.ts$/;

function namesOf(module: string, root: string): string[] {
  const exported: unknown = createRequire(path.join(root, "package.json"))(module);
  return Object.keys(exported as object).filter((name) => /^[A-Za-z_$][\w$]*$/.test(name) && name !== "default");
}

function rechartsStub(root: string): string {
  // Function components with open props: a wrong chart property shows at run time, a wrong name is found here.
  const names = namesOf("recharts", root).map((name) =>
    /^[A-Z]/.test(name)
      ? `export declare const ${name}: ComponentType<any>;`
      : `export declare const ${name}: (...args: any[]) => any;`,
  );
  return ['import type { ComponentType } from "react";', ...names].join("\n");
}

function lucideStub(root: string): string {
  const names = namesOf("lucide-react", root).filter((name) => /^[A-Z]/.test(name));
  return [
    'import type { ForwardRefExoticComponent, RefAttributes, SVGProps } from "react";',
    'export interface LucideProps extends Omit<SVGProps<SVGSVGElement>, "ref"> { size?: string | number; absoluteStrokeWidth?: boolean }',
    "export type LucideIcon = ForwardRefExoticComponent<LucideProps & RefAttributes<SVGSVGElement>>;",
    ...names.map((name) => `export declare const ${name}: LucideIcon;`),
  ].join("\n");
}

/** The module "workspace": the types that the backend answers with, and the two things an app uses. */
function workspaceTypes(root: string): string {
  const types = readFileSync(path.join(root, "convex/lib/workspaceRows.ts"), "utf8");
  return `${types}
export declare const workspace: Workspace;
/** The rows of a table, and again after every change by anybody. */
export declare function useRows<Name extends TableName>(table: Name): LiveRows<Tables[Name]>;
`;
}

/** @param root the repository's folder, whose node_modules are read */
export function makeTypePack(root: string): TypePack {
  const pack: TypePack = {};
  const modules = path.join(root, "node_modules");
  const read = (from: string, to: string) => {
    const file = path.join(modules, from);
    if (existsSync(file)) pack[to] = readFileSync(file, "utf8");
  };
  for (const name of readdirSync(path.join(modules, "typescript/lib"))) {
    if (LIBRARIES.test(name)) read(`typescript/lib/${name}`, `/lib/${name}`);
  }
  for (const name of ["index.d.ts", "global.d.ts", "jsx-runtime.d.ts", "package.json"])
    read(`@types/react/${name}`, `/node_modules/@types/react/${name}`);
  for (const name of ["index.d.ts", "client.d.ts", "package.json"])
    read(`@types/react-dom/${name}`, `/node_modules/@types/react-dom/${name}`);
  for (const name of ["index.d.ts", "package.json"]) read(`csstype/${name}`, `/node_modules/csstype/${name}`);
  pack["/node_modules/recharts/index.d.ts"] = rechartsStub(root);
  pack["/node_modules/lucide-react/index.d.ts"] = lucideStub(root);
  pack["/node_modules/workspace/index.d.ts"] = workspaceTypes(root);
  return pack;
}
