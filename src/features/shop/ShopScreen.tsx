import { useQuery } from "convex/react";
import { api } from "../../../convex/_generated/api";
import { useAreaPath } from "../../routes/useAreaPath";
import { useWorkspace } from "../../routes/workspaceContext";
import { Boms } from "./Boms";
import { Changes } from "./Changes";
import { Checklists } from "./Checklists";
import { Orders } from "./Orders";
import { Parts } from "./Parts";
import { Stock } from "./Stock";
import { Suppliers } from "./Suppliers";
import "./shop.css";

const TABS = [
  { id: "parts", label: "Parts" },
  { id: "boms", label: "BOMs" },
  { id: "orders", label: "Orders" },
  { id: "stock", label: "Stock" },
  { id: "suppliers", label: "Suppliers" },
  { id: "checklists", label: "Checklists" },
  { id: "changes", label: "Changes" },
] as const;

/** Manufacturing data: each table is an address of its own, `/shop/boms/<id>` shows one BOM. */
export function ShopScreen() {
  const { workspace } = useWorkspace();
  const { pieces, open } = useAreaPath("shop");
  const tab = TABS.find(({ id }) => id === pieces[0])?.id ?? "parts";
  const rowId = pieces[1] ?? null;
  const flags = useQuery(api.boms.flags, { workspaceId: workspace._id });
  const shared = { workspaceId: workspace._id, isEditable: workspace.role === "owner" || workspace.role === "editor" };
  const select = (id: string | null) => (id === null ? open(tab) : open(tab, id));
  return (
    <main className="page shop">
      <header className="shop-head">
        <h1>Parts, BOMs, orders</h1>
        <nav className="segments" aria-label="Tables">
          {TABS.map(({ id, label }) => (
            <button key={id} type="button" aria-pressed={id === tab} onClick={() => open(id)}>
              {label}
              {id === "changes" && (flags?.length ?? 0) > 0 && <span className="shop-count">{flags?.length}</span>}
            </button>
          ))}
        </nav>
      </header>
      <div className="shop-body">
        {tab === "parts" && <Parts {...shared} selectedId={rowId} onSelect={select} />}
        {tab === "boms" && <Boms {...shared} selectedId={rowId} onSelect={select} flags={flags ?? []} />}
        {tab === "orders" && <Orders {...shared} selectedId={rowId} onSelect={select} flags={flags ?? []} />}
        {tab === "stock" && <Stock {...shared} />}
        {tab === "suppliers" && <Suppliers {...shared} />}
        {tab === "checklists" && <Checklists {...shared} selectedId={rowId} onSelect={select} />}
        {tab === "changes" && <Changes {...shared} flags={flags} />}
      </div>
    </main>
  );
}
