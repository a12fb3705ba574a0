import { v, type Infer } from "convex/values";
import type { Facts } from "./validators";

/** What manufacturing data is made of: shapes, limits, and the estimate of mass and cost from measured geometry. Pure. */

export const vOrderStatus = v.union(
  v.literal("draft"),
  v.literal("placed"),
  v.literal("received"),
  v.literal("canceled"),
);
export type OrderStatus = Infer<typeof vOrderStatus>;
export const orderStatuses: readonly OrderStatus[] = ["draft", "placed", "received", "canceled"];

/** One thing that differs between two versions, in words for people. */
export const vChange = v.object({ what: v.string(), before: v.string(), after: v.string() });
export type Change = Infer<typeof vChange>;

/** The place in a document that a row came from: an id of `documents` and one of its elements. */
export const vSourcePlace = v.object({ documentId: v.string(), elementId: v.string(), page: v.number() });

export const MAX_QUANTITY = 1_000_000;
export const MAX_COST_MICROS = 1_000_000_000_000;
export const MAX_MASS_G = 100_000_000;
export const MAX_TEXT = 200;
/** A row of a BOM that makes its part reads several documents, and one transaction may make 4,096 reads; 250 new parts are measured. */
export const MAX_IMPORT_ROWS = 250;
export const MAX_BOM_LINES = 20_000;
export const MAX_BOM_DEPTH = 12;

type Material = { name: string; densityGCm3: number; usdPerKg: number };

/** Densities are those of data sheets at 20 °C; prices are round figures for stock in small lots. */
export const materials: readonly Material[] = [
  { name: "steel", densityGCm3: 7.85, usdPerKg: 2.2 },
  { name: "stainless steel", densityGCm3: 7.93, usdPerKg: 6.5 },
  { name: "aluminium", densityGCm3: 2.7, usdPerKg: 5.5 },
  { name: "brass", densityGCm3: 8.5, usdPerKg: 9 },
  { name: "PLA", densityGCm3: 1.24, usdPerKg: 22 },
  { name: "PETG", densityGCm3: 1.27, usdPerKg: 24 },
  { name: "ABS", densityGCm3: 1.05, usdPerKg: 25 },
  { name: "nylon", densityGCm3: 1.14, usdPerKg: 45 },
];

type Process = { name: string; setupUsd: number; usdPerCm2: number; wasteFactor: number };

/** A rate per area of finished surface stands for machine time; waste is stock that becomes chips or supports. */
export const processes: readonly Process[] = [
  { name: "milled", setupUsd: 18, usdPerCm2: 0.09, wasteFactor: 1.8 },
  { name: "turned", setupUsd: 12, usdPerCm2: 0.07, wasteFactor: 1.5 },
  { name: "printed", setupUsd: 1.5, usdPerCm2: 0.03, wasteFactor: 1.1 },
  { name: "laser cut", setupUsd: 4, usdPerCm2: 0.02, wasteFactor: 1.3 },
  { name: "bought", setupUsd: 0, usdPerCm2: 0, wasteFactor: 1 },
];

/** Grams, from a volume and a material by name; undefined for a material that is not in the table. */
export function massOf(volumeMm3: number, material: string): number | undefined {
  const density = find(materials, material)?.densityGCm3;
  return density === undefined ? undefined : (volumeMm3 / 1000) * density;
}

/** Whole micro-dollars for one piece; undefined where material or process has no figures (a bought part has an offer). */
export function costEstimate(facts: Facts, material: string, process: string): number | undefined {
  const stuff = find(materials, material);
  const way = find(processes, process);
  const massG = massOf(facts.volumeMm3, material);
  if (stuff === undefined || way === undefined || massG === undefined || way.name === "bought") return undefined;
  const usd = way.setupUsd + (facts.areaMm2 / 100) * way.usdPerCm2 + (massG / 1000) * way.wasteFactor * stuff.usdPerKg;
  return Math.round(usd * 1_000_000);
}

function find<T extends { name: string }>(known: readonly T[], name: string): T | undefined {
  return known.find((each) => each.name.toLowerCase() === name.trim().toLowerCase());
}

/** What differs between two measured versions; an empty list where nothing that is measured does. */
export function changesBetween(before: Facts | null, after: Facts): Change[] {
  if (before === null) return [{ what: "Geometry", before: "not measured", after: "measured" }];
  const rows: [string, string, string][] = [
    ["Size", sizeText(before), sizeText(after)],
    ["Volume", volumeText(before), volumeText(after)],
    ["Holes", holesText(before), holesText(after)],
    ["Solids", String(before.solids), String(after.solids)],
    ["Faces", String(before.faces), String(after.faces)],
  ];
  return rows.filter(([, a, b]) => a !== b).map(([what, a, b]) => ({ what, before: a, after: b }));
}

const sizeText = ({ bboxMm }: Facts) => `${bboxMm.size.map((mm) => String(Math.round(mm * 100) / 100)).join(" × ")} mm`;
const volumeText = ({ volumeMm3 }: Facts) => `${(volumeMm3 / 1000).toFixed(2)} cm³`;
const holesText = ({ holes = [] }: Facts) =>
  holes.length === 0
    ? "none"
    : holes.map(({ count, diameterMm }) => `${count} × Ø${+diameterMm.toFixed(2)}`).join(", ");
