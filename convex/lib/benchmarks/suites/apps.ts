import type { SuiteRow } from "../suite";

/** The apps that the product shows as its examples. */
export const appsRows: SuiteRow[] = [
  {
    id: "app/counter",
    kind: "app",
    prompt: "Build a simple counter component with increment/decrement buttons",
    family: "app",
    difficulty: "medium",
  },
  {
    id: "app/inventory-form",
    kind: "app",
    prompt: "Create an inventory form with SKU, quantity, and reorder point fields",
    family: "app",
    difficulty: "medium",
  },
  {
    id: "app/purchase-orders",
    kind: "app",
    prompt: "Build a data table that displays purchase orders with sorting",
    family: "app",
    difficulty: "medium",
  },
  {
    id: "app/csa-a277",
    kind: "app",
    prompt: "Create a validation function for CSA A277 compliance checking",
    family: "app",
    difficulty: "medium",
  },
  {
    id: "app/kpi-card",
    kind: "app",
    prompt: "Build a dashboard card showing manufacturing KPIs",
    family: "app",
    difficulty: "medium",
  },
];
