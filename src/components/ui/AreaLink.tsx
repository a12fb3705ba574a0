import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** A link to an address below an area (`/shop/boms/abc`): those are not spelled out in the router's types. */
export function AreaLink(props: { to: string; children: ReactNode }) {
  return (
    <Link className="link" to={props.to}>
      {props.children}
    </Link>
  );
}
