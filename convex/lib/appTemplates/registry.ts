import { bomTree } from "./templates/bomTree";
import { cuttingCalculator, oeeCalculator, taktCalculator, weightCalculator } from "./templates/calculators";
import { anyChecklist, fiveSAudit, inspectionChecklist, startUpChecklist } from "./templates/checklist";
import { complianceValidator } from "./templates/complianceValidator";
import { counter } from "./templates/counter";
import { cycleCount } from "./templates/cycleCount";
import { downtimePareto } from "./templates/downtimePareto";
import { anyForm, inventoryForm } from "./templates/forms";
import { kpiCard } from "./templates/kpiCard";
import { labelSheet } from "./templates/labelSheet";
import { quoteCalculator } from "./templates/quoteCalculator";
import { reorderDashboard } from "./templates/reorderDashboard";
import { shiftHandover } from "./templates/shiftHandover";
import { supplierScorecard } from "./templates/supplierScorecard";
import {
  anyTable,
  calibrationSchedule,
  maintenancePlan,
  nonConformanceLog,
  purchaseOrders,
  receivingLog,
} from "./templates/tables";
import { toleranceStack } from "./templates/toleranceStack";
import { workOrderBoard } from "./templates/workOrderBoard";
import type { AppTemplate } from "./types";

/** Every template. The order decides between equals: the more particular first. */
export const APP_TEMPLATES: readonly AppTemplate[] = [
  complianceValidator,
  purchaseOrders,
  inventoryForm,
  kpiCard,
  counter,
  bomTree,
  reorderDashboard,
  receivingLog,
  inspectionChecklist,
  supplierScorecard,
  cycleCount,
  workOrderBoard,
  quoteCalculator,
  nonConformanceLog,
  shiftHandover,
  toleranceStack,
  labelSheet,
  downtimePareto,
  oeeCalculator,
  taktCalculator,
  cuttingCalculator,
  weightCalculator,
  startUpChecklist,
  fiveSAudit,
  calibrationSchedule,
  maintenancePlan,
  anyTable,
  anyForm,
  anyChecklist,
];
