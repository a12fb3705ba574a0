// Loaded before the server: its wall clock is off by the milliseconds in a file, read at every look.
import { readFileSync } from "node:fs";

const real = Date.now.bind(Date);
const shiftMs = () => Number(readFileSync(process.env.CLOCK_SHIFT_FILE, "utf8"));
Date.now = () => real() + shiftMs();
