// Datasets: pictures are dropped, with whose they are; what is prepared is watched; what came of it
// is shown before anything is trained.

import type { PicturesOfKind, DatasetReport, TrainingList, UnfinishedView } from "../http";
import { api, paths } from "./api";
import { button, h, submit, toast } from "./dom";
import { dropZone } from "./drop";
import type { Studio } from "./tab";
import { bytes, named, number, t } from "./texts";
import { lintName } from "./words";
import { carry, chosen, dropped, type Item, Upload } from "./upload";

const LICENCES = ["CC0-1.0", "CC-BY-4.0", "CC-BY-NC-4.0", "LicenseRef-mine"];
/** Files that may say whose the others are: the studio looks into them. */
const SAYS_RIGHTS = /^(rights\.json|labels\.(csv|jsonl)|[^/]*\.zip)$/i;
const NOBODY = "not-a-person";

/** What is on its way, whichever tab is shown. */
let under: Upload | null = null;
let told: () => void = () => {};

/** The form that takes pictures, and how far they are. */
export class NewDataset {
  readonly element = h("section.card.wide.new-dataset");
  private items: Item[] = [];
  private readonly what = h("p.hint", { role: "status" });
  private readonly bar = h("progress", { max: 1, value: 0 });
  private readonly way = h("div.row", { hidden: true });
  private readonly form: HTMLFormElement;

  constructor(
    private readonly studio: Studio,
    private readonly refresh: () => void,
  ) {
    const stop = button("stop", t("stop_upload"), () => under?.stop());
    this.way.append(this.bar, stop);
    this.form = this.asked();
    this.element.append(h("h2", null, t("new_dataset")), this.form, this.what, this.way);
    told = () => this.draw();
    this.draw();
  }

  private draw(): void {
    this.way.hidden = !under;
    this.form.hidden = Boolean(under);
    if (under) {
      this.bar.value = under.share;
      const [done, all] = [number(under.sent), number(under.items.length)];
      this.what.textContent = t("sending", { name: under.name, n: done, all });
      return;
    }
    const size = this.items.reduce((sum, { file }) => sum + file.size, 0);
    const held = { n: number(this.items.length), size: bytes(size) };
    this.what.textContent = this.items.length ? t("files_chosen", held) : "";
  }

  private take(items: Item[]): void {
    this.items = items;
    if (!items.length) toast(t("nothing_dropped"), "warning");
    this.draw();
  }

  private asked(): HTMLFormElement {
    const name = h("input", { type: "text", required: true, maxLength: 80, name: "dataset" });
    name.placeholder = "mika-faces";
    const licence = h("input", { type: "text", maxLength: 300, name: "licence" });
    licence.setAttribute("list", "licences");
    licence.placeholder = "CC0-1.0";
    const holder = h("input", { type: "text", maxLength: 300, name: "holder" });
    const drawn = h("input", { type: "checkbox", name: "drawn" });
    const consent = h("input", { type: "text", maxLength: 1000, name: "consent" });
    const rights = h("input", { type: "checkbox", name: "rights" });
    const whole = h("input", { type: "checkbox", name: "whole" });
    drawn.onchange = () => (consent.disabled = drawn.checked);
    const send = (): void => {
      const said = drawn.checked ? NOBODY : consent.value.trim();
      void this.send({
        name: name.value.trim(),
        licence: licence.value.trim(),
        holder: holder.value.trim(),
        consent: said,
        i_have_the_rights: rights.checked,
        whole: whole.checked,
      });
    };
    const options = LICENCES.map((value) => h("option", { value }));
    return h(
      "form",
      { onsubmit: (event: Event) => (event.preventDefault(), send()) },
      h("p.hint", null, t("new_dataset_hint")),
      this.drop(),
      h("div.fields", null, [
        field(t("dataset_name"), name),
        field(t("licence"), licence),
        field(t("holder"), holder),
        field(t("consent"), consent),
      ]),
      h("datalist", { id: "licences" }, options),
      flag(drawn, t("drawings")),
      flag(whole, t("whole_pictures")),
      flag(rights, t("i_have_the_rights_dataset")),
      h("div.row", null, submit("upload", t("make_dataset"))),
    );
  }

  private drop(): HTMLElement {
    const choosers = [
      { id: "dataset-files", label: t("choose_files") },
      { id: "dataset-folder", label: t("choose_folder"), folder: true },
    ];
    return dropZone(t("drop_pictures"), choosers, {
      chosen: (files) => this.take(chosen(files)),
      dropped: (data) =>
        void dropped(data).then(
          (items) => this.take(items),
          () => toast(t("nothing_dropped"), "warning"),
        ),
    });
  }

  private async send(wanted: Parameters<typeof api.beginDataset>[0]): Promise<void> {
    if (under) return;
    if (!this.items.length) return toast(t("choose_first"), "warning");
    const stated = (wanted.licence && wanted.consent) || wanted.i_have_the_rights;
    if (!stated && !this.items.some(({ path }) => SAYS_RIGHTS.test(path)))
      return toast(t("rights_needed"), "warning");
    const upload = new Upload(wanted.name, this.items, () => told());
    await this.studio.attempt(async () => {
      await api.beginDataset({ ...wanted, files: upload.items.length, bytes: upload.bytes });
      under = upload;
      told();
      await carry(upload);
      this.items = [];
    });
    under = null;
    told();
    this.refresh();
  }
}

/** Datasets that are not made yet, and those that are. */
export function datasetRows(
  { waiting, datasets }: TrainingList,
  studio: Studio,
  refresh: () => void,
  open: (name: string) => void,
): HTMLElement[] {
  const rows = waiting
    .filter(({ name, state }) => state !== "arriving" || name !== under?.name)
    .map((one) => unfinished(one, studio, refresh));
  const made = datasets.map(({ name, pictures, size }) =>
    h(
      "button.card.dataset",
      { type: "button", onclick: () => open(name) },
      h("img", { src: paths.sheet(name, "contact.png"), alt: "", loading: "lazy" }),
      h("strong", null, name),
      h("span.hint", null, t("dataset_facts", { n: number(pictures), size })),
    ),
  );
  return [...rows, ...(made.length ? [h("div.datasets", null, made)] : [])];
}

function unfinished(waiting: UnfinishedView, studio: Studio, refresh: () => void): HTMLElement {
  const { name, state, problem, progress } = waiting;
  const attempt = (work: () => Promise<unknown>): void => void studio.attempt(work).then(refresh);
  const remove = (): void => {
    if (confirm(t("remove_sure", { name }))) attempt(() => api.dropDataset(name));
  };
  const running = state === "preparing";
  const said = running
    ? t("preparing", { n: Math.floor(100 * progress) })
    : t("waiting_files", { n: number(waiting.files) });
  return h(
    "article.card.waiting",
    null,
    h("h2", null, name),
    h("p.hint", null, said),
    running && h("progress", { max: 1, value: progress, "aria-label": said }),
    problem && h("p.warning", null, problem),
    h("div.row", null, [
      !running && button("play", t("prepare"), () => attempt(() => api.prepare(name))),
      running
        ? button("stop", t("stop_preparing"), () => attempt(() => api.dropDataset(name)))
        : button("trash", t("remove"), remove),
    ]),
  );
}

/** What came of a dataset's material. */
export function reportView(report: DatasetReport, back: () => void): HTMLElement {
  const { name, pictures, size, advice } = report;
  const { held_out, left_out, labels_without_picture: lost } = report;
  const gone = left_out.reduce((sum, { count }) => sum + count, 0);
  return h(
    "div.dataset-report",
    null,
    h("div.row", null, button("back", t("back_to_models"), back, { quiet: true }), h("h1", null, name)),
    h("section.card.wide", null, [
      h("p", null, t("dataset_facts", { n: number(pictures), size })),
      h("p.hint", null, t("dataset_split", { n: number(held_out), out: number(gone) })),
      ...report.sheets.slice(0, 1).map((sheet) => h("img.sheet", sheetOf(name, sheet))),
      advice.length > 0 && h("h2", null, t("before_training")),
      advice.length > 0 && list(advice),
    ]),
    h("section.card", null, [
      h("h2", null, t("rights")),
      list([...counts(t("licence"), report.licences), ...counts(t("consent_given"), report.consents)]),
      report.rights_claimed && h("p.warning", null, t("rights_were_claimed")),
    ]),
    left_out.length > 0 && h("section.card", null, [h("h2", null, t("left_out")), kinds(left_out)]),
    report.warnings.length > 0 &&
      h("section.card", null, [
        h("h2", null, t("to_look_at")),
        kinds(report.warnings),
        ...report.sheets.slice(1).map((sheet) => h("img.sheet", sheetOf(name, sheet))),
      ]),
    lost > 0 && h("p.warning", null, t("labels_lost", { n: number(lost) })),
  );
}

function sheetOf(name: string, sheet: "contact.png" | "warned.png"): Record<string, string> {
  return { src: paths.sheet(name, sheet), alt: t("sheet_of", { name }) };
}

function kinds(counted: PicturesOfKind[]): HTMLElement {
  return h(
    "ul.kinds",
    null,
    counted.map(({ kind, count, files }) =>
      h(
        "li",
        null,
        `${lintName(kind)}: ${number(count)}`,
        files.length > 0 && h("span.hint", null, files.slice(0, 5).join(" · ")),
      ),
    ),
  );
}

function counts(what: string, found: Record<string, number>): string[] {
  return Object.entries(found).map(
    ([name, count]) => `${what}: ${named("rights", name || "none")} (${number(count)})`,
  );
}

function list(lines: string[]): HTMLElement {
  return h(
    "ul",
    null,
    lines.map((line) => h("li", null, line)),
  );
}

function field(label: string, control: HTMLElement): HTMLElement {
  return h("label.field", null, h("span", null, label), control);
}

function flag(control: HTMLElement, label: string): HTMLElement {
  return h("label.flag", null, control, h("span", null, label));
}
