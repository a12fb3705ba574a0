import type { Row } from "./row";

export const pipelineRows: Row[] = [];
