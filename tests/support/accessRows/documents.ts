import type { Row } from "./row";

export const documentsRows: Row[] = [];
