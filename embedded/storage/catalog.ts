/**
 * Tables and indexes by name and number. Numbers are part of every id, so a table keeps its number for ever, also
 * when it leaves the schema. Tables are keyed by component path ("" is the app) and name.
 */
import type { Sql } from "./database.ts";

export type IndexInfo = { id: number; name: string; fields: string[] };
export type TableInfo = {
  number: number;
  component: string;
  name: string;
  /** Index over ids; its rows are the documents themselves. */
  byId: IndexInfo;
  byCreationTime: IndexInfo;
  /** Indexes with rows of their own, `byCreationTime` among them. */
  stored: IndexInfo[];
};

const FIRST_TABLE_NUMBER = 10_001;

export class Catalog {
  readonly #sql: Sql;
  readonly #byName = new Map<string, TableInfo>();
  readonly #byNumber = new Map<number, TableInfo>();
  #nextTable = FIRST_TABLE_NUMBER;
  #nextIndex = 1;
  /** Tables that exist in memory alone; `save` writes them with the commit that first needs them. */
  #unsaved: TableInfo[] = [];

  constructor(sql: Sql) {
    this.#sql = sql;
    const tables = sql.prepare("SELECT number, component, name FROM tables").all() as {
      number: number;
      component: string;
      name: string;
    }[];
    const indexes = sql.prepare("SELECT id, table_number, name, fields FROM indexes").all() as {
      id: number;
      table_number: number;
      name: string;
      fields: string;
    }[];
    for (const index of indexes) this.#nextIndex = Math.max(this.#nextIndex, index.id + 1);
    for (const { number, component, name } of tables) {
      this.#nextTable = Math.max(this.#nextTable, number + 1);
      const own = indexes
        .filter((index) => index.table_number === number)
        .map((index) => ({ id: index.id, name: index.name, fields: JSON.parse(index.fields) as string[] }));
      const byId = own.find((index) => index.name === "by_id") as IndexInfo;
      const byCreationTime = own.find((index) => index.name === "by_creation_time") as IndexInfo;
      this.#add({ number, component, name, byId, byCreationTime, stored: own.filter((index) => index !== byId) });
    }
  }

  get(component: string, name: string): TableInfo {
    return this.#byName.get(`${component}\0${name}`) ?? this.#create(component, name);
  }

  byNumber(number: number): TableInfo | undefined {
    return this.#byNumber.get(number);
  }

  all(): TableInfo[] {
    return [...this.#byNumber.values()];
  }

  /** Adds an index without filling it. */
  addIndex(table: TableInfo, name: string, fields: string[]): IndexInfo {
    const index = { id: this.#nextIndex++, name, fields };
    table.stored.push(index);
    if (!this.#unsaved.includes(table)) this.#insertIndex(table, index);
    return index;
  }

  removeIndex(table: TableInfo, index: IndexInfo): void {
    table.stored = table.stored.filter((other) => other !== index);
    this.#sql.prepare("DELETE FROM index_rows WHERE index_id = ?").run(index.id);
    this.#sql.prepare("DELETE FROM indexes WHERE id = ?").run(index.id);
  }

  /**
   * Gives tables other numbers, within the open transaction. Only empty tables change: a number is part of every id.
   * One that holds a wanted number and is empty itself gets a new one.
   * @returns takes the change back where memory is concerned, for when the transaction is undone
   * @throws Error naming the table whose number cannot be had
   */
  renumber(wanted: ReadonlyMap<TableInfo, number>, isEmpty: (table: TableInfo) => boolean): () => void {
    const before = new Map<TableInfo, number>();
    const changes = new Map([...wanted].filter(([table, number]) => table.number !== number));
    for (const [table, number] of [...changes]) {
      const holder = this.#byNumber.get(number);
      for (const moved of [table, ...(holder === undefined || changes.has(holder) ? [] : [holder])]) {
        if (!isEmpty(moved)) {
          throw new Error(
            `The table ${moved.name} holds documents, and the snapshot needs its number ${number}. Replace all tables instead.`,
          );
        }
      }
      if (holder !== undefined && !changes.has(holder)) changes.set(holder, this.#nextTable++);
    }
    const apply = (numbers: ReadonlyMap<TableInfo, number>): void => {
      for (const table of numbers.keys()) this.#byNumber.delete(table.number);
      for (const [table, number] of numbers) {
        table.number = number;
        this.#byNumber.set(number, table);
        this.#nextTable = Math.max(this.#nextTable, number + 1);
      }
    };
    const move = (sql: string, from: number, to: number) => this.#sql.prepare(sql).run(to, from);
    for (const [table] of changes) {
      // By way of negative numbers: two tables may take each other's.
      move("UPDATE tables SET number = ? WHERE number = ?", table.number, -table.number);
      before.set(table, table.number);
    }
    for (const [table, number] of changes) {
      move("UPDATE tables SET number = ? WHERE number = ?", -table.number, number);
      move("UPDATE indexes SET table_number = -? WHERE table_number = ?", table.number, number);
    }
    this.#sql.exec("UPDATE indexes SET table_number = -table_number WHERE table_number < 0");
    apply(changes);
    return () => apply(before);
  }

  get hasUnsaved(): boolean {
    return this.#unsaved.length > 0;
  }

  /** Writes new tables. Called in the outermost transaction only: a rolled back savepoint must not take them along. */
  save(): void {
    for (const table of this.#unsaved) {
      this.#sql.prepare("INSERT INTO tables VALUES (?, ?, ?)").run(table.number, table.component, table.name);
      for (const index of [table.byId, ...table.stored]) this.#insertIndex(table, index);
    }
    this.#unsaved = [];
  }

  #insertIndex(table: TableInfo, index: IndexInfo): void {
    this.#sql
      .prepare("INSERT INTO indexes VALUES (?, ?, ?, ?)")
      .run(index.id, table.number, index.name, JSON.stringify(index.fields));
  }

  #create(component: string, name: string): TableInfo {
    const byId = { id: this.#nextIndex++, name: "by_id", fields: ["_id"] };
    const byCreationTime = { id: this.#nextIndex++, name: "by_creation_time", fields: ["_creationTime", "_id"] };
    const table = { number: this.#nextTable++, component, name, byId, byCreationTime, stored: [byCreationTime] };
    this.#add(table);
    this.#unsaved.push(table);
    return table;
  }

  #add(table: TableInfo): void {
    this.#byName.set(`${table.component}\0${table.name}`, table);
    this.#byNumber.set(table.number, table);
  }
}
