// Loaded before the server: its clock is what a file says, read at every look: milliseconds that it is off, or, after
// "=", the time at which it stands still.
import { readFileSync } from "node:fs";

const real = Date.now.bind(Date);
Date.now = () => {
  const text = readFileSync(process.env.CLOCK_SHIFT_FILE, "utf8");
  return text.startsWith("=") ? Number(text.slice(1)) : real() + Number(text);
};
