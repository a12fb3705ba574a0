import type { Row } from "./row";

export const benchmarksRows: Row[] = [];
