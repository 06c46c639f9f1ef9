// The few words that the player itself says.

const TEXTS = {
  en: {
    lang: "en",
    unlock: "Tap for the sound",
    lost: "The connection is lost. Trying again…",
    label: "AI · virtual",
  },
  ja: {
    lang: "ja",
    unlock: "タップして声を聞く",
    lost: "接続が切れました。再接続しています…",
    label: "AI生成 · バーチャル",
  },
  zh: {
    lang: "zh",
    unlock: "点一下，听声音",
    lost: "连接已断开，正在重新连接…",
    label: "AI生成 · 虚拟",
  },
} as const;

export function textsFor(language: string): (typeof TEXTS)[keyof typeof TEXTS] {
  return language in TEXTS ? TEXTS[language as keyof typeof TEXTS] : TEXTS.en;
}
