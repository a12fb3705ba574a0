import type { Family } from "../family";
import { fastenerFamilies } from "./fasteners";
import { boxFamilies } from "./boxes";
import { bracketFamilies } from "./brackets";
import { furnitureFamilies } from "./furniture";
import { loftFamilies } from "./lofts";
import { objectFamilies } from "./objects";
import { outlineFamilies } from "./outlines";
import { pipeFamilies } from "./pipes";
import { plateFamilies } from "./plates";
import { profileFamilies } from "./profiles";
import { rotatingFamilies } from "./rotating";
import { roundFamilies } from "./round";
import { solidFamilies } from "./solids";

/** Every family of the parts library, in the order in which ties are settled. */
export const families: Family[] = [
  ...plateFamilies,
  ...outlineFamilies,
  ...roundFamilies,
  ...fastenerFamilies,
  ...profileFamilies,
  ...rotatingFamilies,
  ...boxFamilies,
  ...bracketFamilies,
  ...pipeFamilies,
  ...objectFamilies,
  ...loftFamilies,
  ...furnitureFamilies,
  ...solidFamilies,
];
