// Controls for settings, made from their schema: one for each kind of value.

import { h } from "./dom";
import {
  fieldOf,
  groupsOf,
  stepOf,
  type Field,
  type Schema,
  type Value,
  type Values,
} from "./schema";
import { number } from "./texts";
import { choiceName, fieldName, groupName, unitName } from "./words";

/** What is told of a control. */
export interface Told {
  /** It is another value now. */
  set(value: Value): void;
  /** It moves, and may move on: a slider under the hand. */
  moving?(value: Value): void;
}

/** A control with its label, which shows `value`. */
export function control(field: Field, value: Value | undefined, told: Told): HTMLElement {
  const label = fieldName(field.name) + unitName(field.schema.unit);
  const made = CONTROLS[field.shape];
  return made(field, label, value === undefined ? (field.schema.default ?? null) : value, told);
}

type Make = (field: Field, label: string, value: Value, told: Told) => HTMLElement;

const CONTROLS: Record<Field["shape"], Make> = {
  flag: ({ name }, label, value, { set }) => {
    const input = h("input", { type: "checkbox", checked: Boolean(value), name });
    input.onchange = () => set(input.checked);
    return labelled(label, input);
  },
  number: slider,
  integer: ({ name, schema, nullable, required }, label, value, { set }) => {
    const input = h("input", {
      type: "number",
      name,
      value: value === null ? "" : String(value),
      min: schema.minimum === undefined ? undefined : String(schema.minimum),
      max: schema.maximum === undefined ? undefined : String(schema.maximum),
      step: schema.type === "integer" ? "1" : "any",
      required: required || !nullable,
    });
    input.onchange = () => set(input.value === "" ? null : Number(input.value));
    return labelled(label, input);
  },
  choice: ({ name, schema, nullable }, label, value, { set }) => {
    const names = [...(nullable ? [""] : []), ...(schema.enum ?? [])];
    const select = h(
      "select",
      { name },
      names.map((choice) =>
        h(
          "option",
          { value: choice, selected: choice === (value ?? "") },
          choice ? choiceName(choice) : "–",
        ),
      ),
    );
    select.onchange = () => set(select.value || null);
    return labelled(label, select);
  },
  several: (field, label, value, { set }) => {
    const chosen = new Set(Array.isArray(value) ? value.map(String) : []);
    return chips(field, label, chosen, (choice, chip) => {
      if (!chosen.delete(choice)) chosen.add(choice);
      chip.setAttribute("aria-pressed", String(chosen.has(choice)));
      set([...chosen]);
    });
  },
  colour: ({ name }, label, value, { set }) => {
    const shown = h("output", null, String(value));
    const input = h("input", { type: "color", value: String(value), name });
    input.onchange = () => ((shown.textContent = input.value), set(input.value));
    return h("label.field", null, h("span", null, label), input, shown);
  },
  address: ({ name, required }, label, value, { set }) =>
    labelled(
      label,
      typed(
        h("input", {
          type: "url",
          name,
          value: value ?? "",
          required,
          placeholder: "http://127.0.0.1:11434/v1",
        }),
        (text) => set(text.trim()),
      ),
    ),
  text: ({ name, schema, required, nullable }, label, value, { set }) =>
    labelled(
      label,
      typed(
        h("input", {
          type: "text",
          name,
          value: value ?? "",
          required,
          maxLength: schema.maxLength ?? 10_000,
        }),
        (text) => set(text === "" && nullable ? null : text),
      ),
    ),
  prose: ({ name, schema, required }, label, value, { set }) =>
    labelled(
      label,
      typed(
        h("textarea", {
          name,
          rows: (schema.maxLength ?? 0) > 1000 ? 4 : 2,
          maxLength: schema.maxLength ?? 10_000,
          value: value ?? "",
          required,
        }),
        set,
      ),
    ),
  lines: ({ name }, label, value, { set }) =>
    labelled(
      label,
      typed(
        h("textarea", { name, rows: 3, value: Array.isArray(value) ? value.join("\n") : "" }),
        (text) =>
          set(
            text
              .split("\n")
              .map((line) => line.trim())
              .filter(Boolean),
          ),
      ),
    ),
  table: (field, label, value, { set }) => {
    const kept = table(value);
    const schema = field.schema.additionalProperties as Schema;
    const names = field.schema.propertyNames?.enum ?? Object.keys(kept);
    return section(label, names, (name) => {
      const told = (item: Value): void => {
        const empty = item === "" || (Array.isArray(item) && !item.length);
        if (empty) delete kept[name];
        else kept[name] = item;
        set({ ...kept });
      };
      const made = control({ ...fieldOf(name, schema, false) }, kept[name] ?? "", { set: told });
      made.querySelector("input, textarea")?.setAttribute("lang", name);
      return made;
    });
  },
  fields: (field, label, value, { set }) => {
    const kept = table(value);
    const inner = groupsOf(field.schema).flatMap(({ fields }) => fields);
    return h(
      "fieldset",
      null,
      h("legend", null, label),
      inner.map((one) =>
        control(one, kept[one.name], {
          set: (item) => ((kept[one.name] = item), set({ ...kept })),
        }),
      ),
    );
  },
  anything: ({ name }, label, value, { set }) => {
    const area = h("textarea", { name, rows: 3, value: JSON.stringify(value), spellcheck: false });
    area.onchange = () => {
      try {
        set(JSON.parse(area.value) as Value);
        area.setCustomValidity("");
      } catch (error) {
        area.setCustomValidity((error as Error).message);
      }
      area.reportValidity();
    };
    return labelled(label, area);
  },
};

function slider({ name, schema }: Field, label: string, value: Value, told: Told): HTMLElement {
  const step = stepOf(schema);
  const digits = step < 0.1 ? 2 : step < 1 ? 1 : 0;
  const shown = h("output", null, number(Number(value), digits));
  const input = h("input", {
    type: "range",
    min: String(schema.minimum),
    max: String(schema.maximum),
    step: String(step),
    value: String(value),
    name,
  });
  input.oninput = () => {
    shown.textContent = number(Number(input.value), digits);
    (told.moving ?? told.set)(Number(input.value));
  };
  input.onchange = () => told.set(Number(input.value));
  return h("label.field", null, h("span", null, label), input, shown);
}

/** Buttons for the choices of a field, the chosen ones pressed. */
export function chips(
  field: Field,
  label: string,
  chosen: ReadonlySet<string>,
  press: (choice: string, chip: HTMLButtonElement) => void,
): HTMLElement {
  const names = field.schema.enum ?? field.schema.items?.enum ?? [];
  return h(
    "fieldset.field.choices",
    null,
    h("legend", null, label),
    names.map((choice) => {
      const chip = h(
        "button.chip",
        {
          type: "button",
          "aria-pressed": String(chosen.has(choice)),
          "data-field": field.name,
          "data-choice": choice,
          onclick: () => press(choice, chip),
        },
        choiceName(choice),
      );
      return chip;
    }),
  );
}

function labelled(label: string, input: HTMLElement): HTMLElement {
  return h("label.field", null, h("span", null, label), input);
}

function typed<T extends HTMLInputElement | HTMLTextAreaElement>(
  input: T,
  set: (text: string) => void,
): T {
  input.addEventListener("input", () => set(input.value));
  return input;
}

function section(label: string, names: string[], make: (name: string) => HTMLElement): HTMLElement {
  return h("fieldset", null, h("legend", null, label), names.map(make));
}

function table(value: Value): Values {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? { ...value } : {};
}

/** The settings of a part. What was changed of them is in `changed`. */
export class Form {
  readonly element: HTMLElement;
  readonly changed: Values = {};

  constructor(schema: Schema, values: Values) {
    const groups = groupsOf(schema);
    this.element = h(
      "div.fields",
      null,
      groups.flatMap(({ name, fields }, place) => {
        const controls = fields.map((field) =>
          control(field, values[field.name], {
            set: (value) => (this.changed[field.name] = value),
          }),
        );
        return groups.length === 1
          ? controls
          : h(
              "details.group",
              { open: place === 0 },
              h("summary", null, groupName(name)),
              h("div.fields", null, controls),
            );
      }),
    );
  }

  /** Whether there is nothing to set. */
  get empty(): boolean {
    return !this.element.firstChild;
  }
}
