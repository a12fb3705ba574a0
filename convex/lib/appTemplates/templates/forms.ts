import { fieldsFrom, labelOf, type Field } from "../fields";
import { readNumber, titleOf } from "../request";
import type { AppTemplate } from "../types";
import { numberFields, recordFormCode } from "./recordForm";

/** Templates that are a form with checks: inventory, and the one that takes its fields from the prompt. */

const INVENTORY: Field[] = [
  { key: "sku", label: "SKU", kind: "code" },
  { key: "quantity", label: "Quantity", kind: "integer" },
  { key: "reorderPoint", label: "Reorder point", kind: "integer" },
];

const REORDER = /reorder|re-order|minimum|min stock|safety/i;
const ON_HAND = /quantity|qty|on hand|stock|count/i;

export const inventoryForm: AppTemplate = {
  id: "inventory-form",
  name: "Inventory form",
  detail: "SKU, quantity, reorder point, with checks",
  example: "Create an inventory form with SKU, quantity, and reorder point fields",
  signs: [
    [/\binventory\b/, 3],
    [/\bstock\b|\bsku\b/, 2],
    [/\bform\b|\bentry\b|\bdata entry\b|\binput screen\b/, 3],
    [/\breorder point\b/, 1],
    [/\btrack\w*\b|\bmanage\w*\b|\blist\b/, 2],
    [/\bdashboard\b|\bchart\b|\breport\b/, -2],
  ],
  grants: ["validation", "editing"],
  takesFields: true,
  build(request) {
    const fields = request.fields.length >= 2 ? fieldsFrom(request.fields) : INVENTORY;
    const numbers = numberFields(fields);
    const limit = numbers.find((field) => REORDER.test(field.label));
    const value = numbers.find((field) => field !== limit && ON_HAND.test(field.label));
    const number = fields.find((field) => field.kind === "code");
    const start = readNumber(
      request.text,
      /\breorder (?:point|level)s?(?: of| at| is|:)? (\d+)/,
      /\bdefault (?:of )?(\d+)/,
    );
    const title = titleOf(request, "Inventory");
    const code = recordFormCode({
      title,
      component: "InventoryForm",
      noun: ["item", "items"],
      fields,
      currency: request.currency,
      ...(limit && value ? { low: { value: value.key, limit: limit.key, text: "Reorder" } } : {}),
      ...(limit && value && number
        ? { stock: { number: number.key, onHand: value.key, reorderPoint: limit.key } }
        : {}),
      ...(limit && start !== null ? { starts: { [limit.key]: JSON.stringify(String(start)) } } : {}),
    });
    return { title, label: fields.map((field) => field.label).join(", "), code, warnings: [] };
  },
};

/** "a form with fields a, b and c": everything comes from the prompt. */
export const anyForm: AppTemplate = {
  id: "form",
  name: "Form with your fields",
  detail: "Checks what is entered and lists what was saved",
  example: "Create a form with part number, lot, weight and inspected by fields",
  signs: [
    [/\bform\b/, 3],
    [/\bfields?\b|\binputs?\b/, 2],
    [/\b(?:enter|entry|submit|register|record)\b/, 1],
  ],
  grants: ["validation", "editing"],
  takesFields: true,
  build(request) {
    const fields = fieldsFrom(request.fields);
    const words = /(?:\b(?:an?|the|our|make|build|create) |^)((?:[a-z-]+ ){1,4}?)form\b/
      .exec(request.text)?.[1]
      ?.replace(/\b(?:simple|basic|good|nice|new|react|data entry|input)\b/g, "")
      .trim();
    const usual = words ? labelOf(words) : "New entry";
    const title = titleOf(request, usual);
    const code = recordFormCode({
      title,
      component: "EntryForm",
      noun: ["entry", "entries"],
      fields,
      currency: request.currency,
    });
    return {
      title,
      label: `${fields.length} fields`,
      code,
      warnings: [
        {
          code: "app_guess",
          message: `The kind of each field was guessed from its name: ${fields.map((field) => `${field.label} (${field.kind})`).join(", ")}.`,
        },
      ],
    };
  },
};
