/** Parts, bills of materials, orders, stock, suppliers and checklists. */
export const manufacturingTables = {};
