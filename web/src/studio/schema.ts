// What can be set of a part, as JSON schema says it (GET /api/parts), read for forms.

export type Value = string | number | boolean | null | Value[] | { [name: string]: Value };
export type Values = Record<string, Value>;

/** As much of JSON schema as a form goes by; `groups`, `hidden`, `format` and `unit` are explained
 * in docs/plugins.md. */
export interface Schema {
  type?: string;
  enum?: string[];
  const?: Value;
  default?: Value;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  format?: string;
  unit?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  propertyNames?: Schema;
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  groups?: Record<string, string[]>;
  hidden?: string[];
}

/** What kind of control a setting gets. */
export type Shape =
  | "flag"
  | "number"
  | "integer"
  | "choice"
  | "several"
  | "colour"
  | "address"
  | "text"
  | "prose"
  | "lines"
  | "table"
  | "fields"
  | "anything";

export interface Field {
  name: string;
  schema: Schema;
  shape: Shape;
  /** Whether it may be empty: null. */
  nullable: boolean;
  required: boolean;
}

export interface Group {
  name: string;
  fields: Field[];
}

const PROSE = 300; // characters from which a text gets several lines

/** The settings of a model in its groups; those that no group names come last, in one called
 * "more", or in one without a name where there are no groups at all. */
export function groupsOf(schema: Schema): Group[] {
  const all = Object.entries(schema.properties ?? {})
    .filter(([name, field]) => !schema.hidden?.includes(name) && field.const === undefined)
    .map(([name, field]) => fieldOf(name, field, schema.required?.includes(name) ?? false));
  const named = Object.entries(schema.groups ?? {}).map(([name, names]) => ({
    name,
    fields: names.flatMap((wanted) => all.filter((field) => field.name === wanted)),
  }));
  const taken = new Set(named.flatMap(({ fields }) => fields));
  const rest = all.filter((field) => !taken.has(field));
  return [...named, { name: named.length ? "more" : "", fields: rest }].filter(
    ({ fields }) => fields.length,
  );
}

export function fieldOf(name: string, given: Schema, required: boolean): Field {
  const options = given.anyOf ?? [given];
  const nullable = options.some(({ type }) => type === "null");
  const inner = options.filter(({ type }) => type !== "null");
  const only = inner.length === 1 ? inner[0] : undefined;
  const schema = { ...given, ...only };
  return { name, schema, shape: only ? shapeOf(schema) : "anything", nullable, required };
}

function shapeOf(schema: Schema): Shape {
  if (schema.enum) return "choice";
  switch (schema.type) {
    case "boolean":
      return "flag";
    case "number":
      return schema.minimum !== undefined && schema.maximum !== undefined ? "number" : "integer";
    case "integer":
      return "integer";
    case "string":
      return shapeOfText(schema);
    case "array":
      if (schema.items?.enum) return "several";
      return schema.items?.type === "string" ? "lines" : "anything";
    case "object":
      if (schema.properties) return "fields";
      return schema.propertyNames?.enum && typeof schema.additionalProperties === "object"
        ? "table"
        : "anything";
    default:
      return "anything";
  }
}

function shapeOfText({ format, maxLength }: Schema): Shape {
  if (format === "color") return "colour";
  if (format === "endpoint") return "address";
  return format === "multiline" || (maxLength ?? 0) > PROSE ? "prose" : "text";
}

/** The step of a slider: about two hundred steps, of a round size. */
export function stepOf({ minimum = 0, maximum = 1 }: Schema): number {
  const range = maximum - minimum;
  return range > 100 ? 1 : range > 5 ? 0.1 : 0.01;
}
