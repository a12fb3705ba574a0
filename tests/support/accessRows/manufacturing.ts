import type { Row } from "./row";

export const manufacturingRows: Row[] = [];
