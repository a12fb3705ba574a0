import type { Row } from "./row";

export const peopleRows: Row[] = [];
