import { createContext, use } from "react";
import type { Guest } from "./session";

export const GuestContext = createContext<Guest | null>(null);

export function useGuest(): Guest {
  const guest = use(GuestContext);
  if (guest === null) throw new Error("GuestContext is missing above");
  return guest;
}
