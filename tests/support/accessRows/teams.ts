import type { Row } from "./row";

export const teamsRows: Row[] = [];
