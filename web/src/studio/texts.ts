// Everything that the page says, in Chinese, Japanese and English. `t("send")` gives the page's
// language.

import type { Speaker } from "../protocol";

export type Language = Speaker["default_language"];
export const LANGUAGES: Language[] = ["zh", "ja", "en"];
export const LANGUAGE_NAMES: Record<Language, string> = { zh: "中文", ja: "日本語", en: "English" };
const KEPT = "vidol-language";

let current: Language = "en";

export function language(): Language {
  return current;
}

/** The person's choice, else the browser's first language that the page knows. */
export function chooseLanguage(wanted?: Language): void {
  if (wanted) localStorage.setItem(KEPT, wanted);
  const options = [
    wanted,
    new URLSearchParams(location.search).get("language"),
    localStorage.getItem(KEPT),
    ...navigator.languages.map((name) => name.slice(0, 2)),
  ];
  current =
    (options.find((option) => LANGUAGES.includes(option as Language)) as Language | undefined) ??
    "en";
  document.documentElement.lang = langTag(current);
}

/** How pages name a language: fonts draw some characters in one way for Chinese and in another for
 * Japanese. */
export function langTag(language: Language): string {
  return { zh: "zh-CN", ja: "ja", en: "en" }[language];
}

const TEXTS = {
  studio: ["工作室", "スタジオ", "Studio"],
  skip: ["跳到内容", "本文へ移動", "Skip to content"],
  talk: ["聊天", "トーク", "Talk"],
  create: ["捏人", "つくる", "Create"],
  character: ["角色", "キャラ設定", "Character"],
  record: ["录制", "録画", "Record"],
  train: ["训练", "学習", "Train"],
  health: ["状态", "ヘルス", "Health"],
  cards: ["更多", "その他", "More"],
  card_problem: [
    "软件包 {package} 的卡片无法加载：{problem}",
    "パッケージ {package} のカードを読み込めません：{problem}",
    "The card of the package {package} cannot be loaded: {problem}",
  ],
  on_air: ["直播中", "配信中", "On air"],
  connecting: ["连接中…", "接続中…", "Connecting…"],
  lost: ["连接断开，正在重连…", "接続が切れました。再接続中…", "Connection lost, trying again…"],
  refused: [
    "需要口令：请使用 vidol live 打印的地址。",
    "トークンが必要です。vidol live が表示したアドレスを開いてください。",
    "A token is needed: open the address that vidol live printed.",
  ],
  role_viewer: ["观众", "視聴者", "Viewer"],
  role_operator: ["场控", "オペレーター", "Operator"],
  theme: ["切换深浅色", "明暗を切り替え", "Light or dark"],
  page_language: ["页面语言", "表示言語", "Page language"],
  unsaved: ["未保存", "未保存", "Not saved"],

  ask_placeholder: ["和{name}说点什么…", "{name}に話しかける…", "Say something to {name}…"],
  send: ["发送", "送信", "Send"],
  interrupt: ["打断", "止める", "Interrupt"],
  tap_to_hear: ["点一下，听声音", "タップして声を聞く", "Tap for the sound"],
  mute: ["静音", "ミュート", "Mute"],
  unmute: ["取消静音", "ミュート解除", "Unmute"],
  volume: ["音量", "音量", "Volume"],
  reactions: ["表情和动作", "表情とアクション", "Moods and gestures"],
  place: ["背景", "背景", "Background"],
  framing: ["构图", "構図", "Framing"],
  you: ["你", "あなた", "You"],
  cut_off: ["被打断", "中断", "cut off"],
  from_source: ["出处：{source}", "出典：{source}", "From {source}"],
  empty_chat: [
    "打个招呼吧，{name}在听。",
    "声をかけてみてください。聞いています。",
    "Say hello. {name} is listening.",
  ],
  suggestion_1: ["你是谁？", "あなたはだれ？", "Who are you?"],
  suggestion_2: ["你会做什么？", "何ができるの？", "What can you do?"],
  suggestion_3: ["讲个笑话吧", "冗談を言って", "Tell me a joke"],
  obs: ["OBS 浏览器源", "OBSのブラウザソース", "OBS browser source"],
  obs_hint: [
    "透明背景，复制地址到 OBS 的“浏览器”来源即可。",
    "背景は透明です。OBSの「ブラウザ」ソースにこのURLを貼ってください。",
    "Transparent. Paste this address into a Browser source in OBS.",
  ],
  copy: ["复制", "コピー", "Copy"],
  copied: ["已复制", "コピーしました", "Copied"],
  hold_to_talk: ["按住说话", "押している間、話す", "Hold to talk"],
  listening: ["正在听…", "聞いています…", "Listening…"],
  milliseconds: ["{n} 毫秒", "{n} ミリ秒", "{n} ms"],

  create_title: ["会是谁呢？", "だれにする？", "Who will it be?"],
  create_hint: [
    "每个编号都是一个人。选一个，再慢慢调。",
    "番号ごとにひとりのキャラクター。選んでから、細かく調整できます。",
    "Every number is somebody. Pick one, then change what you like.",
  ],
  more: ["换一批", "ほかも見る", "Show others"],
  surprise: ["随机", "おまかせ", "Surprise me"],
  seed: ["编号", "番号", "Number"],
  back_to_gallery: ["返回选人", "一覧に戻る", "Back to the gallery"],
  undo: ["撤销", "元に戻す", "Undo"],
  redo: ["重做", "やり直す", "Redo"],
  randomise: ["随机这一组", "この項目をランダムに", "Shuffle this group"],
  name: ["名字", "名前", "Name"],
  take_stage: ["让角色上场", "このキャラで配信する", "Put on stage"],
  replace_warning: [
    "会立刻接替{name}上场。",
    "すぐに{name}と交代します。",
    "This one takes over from {name} at once.",
  ],
  replace_unsaved: [
    "{name}有未保存的修改，会丢失。",
    "{name}の未保存の変更は失われます。",
    "{name} has changes that are not saved; they will be lost.",
  ],
  on_stage_now: [
    "{name}上场了，已保存为 {file}。",
    "{name}が登場しました。{file} に保存しました。",
    "{name} is on stage and saved as {file}.",
  ],
  present_look: ["现在的{name}", "いまの{name}", "{name} as now"],
  apply_look: ["换成这个样子", "この見た目にする", "Wear this look"],
  look_applied: ["样子已更新。", "見た目を更新しました。", "The look is on stage."],

  plugin: ["插件", "プラグイン", "Plug-in"],
  rights: ["权利", "権利", "Rights"],
  open_create: ["去捏人", "つくるで変える", "Change in Create"],
  save_changes: ["应用", "反映する", "Apply"],
  save_bundle: ["保存 {file}", "{file} に保存", "Save {file}"],
  saved: ["已保存：{file}", "保存しました：{file}", "Saved: {file}"],
  applied: ["已生效。", "反映しました。", "Done."],
  download_bundle: ["下载 .vidol", ".vidol をダウンロード", "Download .vidol"],
  upload_bundle: ["换一个 .vidol", ".vidol を読み込む", "Load a .vidol"],
  drop_here: ["把文件拖到这里，或", "ここにファイルをドロップ、または", "Drop files here, or"],
  choose_files: ["选择文件", "ファイルを選ぶ", "choose files"],
  no_knowledge: ["还什么都不知道。", "まだ何も知りません。", "Nothing is known yet."],
  remove: ["删除", "削除", "Remove"],
  remove_sure: ["确定删除“{name}”？", "「{name}」を削除しますか？", "Remove “{name}”?"],
  try_voice: ["试听", "試聴", "Listen"],
  voice_sample: [
    "大家好，很高兴见到你们。",
    "みなさん、こんにちは。今日もよろしくね。",
    "Hello everyone, it is good to see you.",
  ],
  api_key: ["密钥", "APIキー", "Key"],
  key_stays: [
    "密钥只存在这台电脑上，不会写进 .vidol。",
    "キーはこのパソコンにだけ保存され、.vidolには入りません。",
    "The key stays on this machine and never enters the .vidol.",
  ],
  key_kept: ["已存有密钥", "キーは保存済み", "A key is stored"],
  test_connection: ["测试连接", "接続テスト", "Test connection"],
  models_found: ["可用模型：{models}", "使えるモデル：{models}", "Models: {models}"],
  not_approved: [
    "这个角色指定了接口 {url}，尚未得到你的许可，不会联系它。",
    "このキャラクターは {url} を使う設定ですが、まだ許可されていないため接続しません。",
    "This character names the endpoint {url}. It is not contacted before you allow it.",
  ],
  approve: ["允许", "許可する", "Allow"],
  disconnect: ["移除", "外す", "Remove"],
  test_questions: ["试题", "テスト質問", "Test questions"],
  test_hint: [
    "看看会怎么答、凭什么这么答。不会真的说出来。",
    "どう答えるか、その理由を確かめます。声には出しません。",
    "See what the answer would be, and why. It is not said aloud.",
  ],
  test_placeholder: ["一行一个问题", "1行に1つの質問", "One question a line"],
  run_test: ["试一试", "試す", "Try"],
  score: ["得分", "スコア", "Score"],
  threshold: ["门槛", "しきい値", "threshold"],
  matched: ["匹配", "一致", "Matched"],
  runner_up: ["次选", "次点", "Runner-up"],
  source: ["出处", "出典", "Source"],
  how_faq: ["问答", "FAQ", "FAQ"],
  "how_small talk": ["闲聊", "雑談", "Small talk"],
  how_document: ["文档", "文書", "Document"],
  how_unknown: ["不知道", "わからない", "Does not know"],
  how_declined: ["婉拒", "お断り", "Declined"],
  how_refused: ["拒绝", "拒否", "Refused"],

  record_title: ["录下这场直播", "配信を記録する", "Record the show"],
  record_hint: [
    "记录的是事件，不是视频：可以原样重演成影片，一帧不差。",
    "映像ではなく出来事を記録します。あとから1フレームも違わずに映像化できます。",
    "What happens is recorded, not video: it is replayed into a film frame by frame, exactly.",
  ],
  start_recording: ["开始录制", "録画開始", "Start recording"],
  stop_recording: ["停止录制", "録画停止", "Stop recording"],
  no_recordings: ["还没有录制", "まだ録画はありません", "Nothing recorded yet"],
  no_recordings_hint: [
    "按下“开始录制”，去聊天页说几句，再回来停止。",
    "「録画開始」を押し、トークで少し話したら、戻って止めます。",
    "Press “Start recording”, talk a little, come back and stop.",
  ],
  make_film: ["生成影片", "映像にする", "Make a film"],
  stop_film: ["停止生成", "作成をやめる", "Stop making it"],
  making_film: ["正在生成 {n}%", "作成中 {n}%", "Making the film, {n}%"],
  watch: ["播放", "再生", "Watch"],
  film_mp4: ["影片 MP4", "映像 MP4", "Film, MP4"],
  events_jsonl: ["事件 JSONL", "記録 JSONL", "Events, JSONL"],
  film_failed: [
    "影片没有做成：{error}",
    "映像を作れませんでした：{error}",
    "The film could not be made: {error}",
  ],
  being_recorded: ["录制中", "録画中", "Recording"],

  answer_time: ["从提问到听见第一个字", "質問から最初の声まで", "From question to first word"],
  median: ["中位数", "中央値", "Median"],
  p95: ["95 百分位", "95パーセンタイル", "95th percentile"],
  bar: ["目标", "目標", "bar"],
  waited: ["排队", "待ち", "Waited"],
  mind: ["思考", "思考", "Mind"],
  voice_part: ["发声", "発声", "Voice"],
  delivery: ["送达", "配信", "Delivery"],
  pictures_second: ["每秒画面", "毎秒の画像", "Pictures per second"],
  drawn: ["绘制", "描画", "Drawn"],
  dropped: ["跳过", "スキップ", "Left out"],
  lateness: ["节拍延迟", "刻みの遅れ", "Lateness of ticks"],
  memory: ["内存", "メモリ", "Memory"],
  viewers: ["观众", "視聴者", "Viewers"],
  sync: ["音画差", "音と画のずれ", "Sound against picture"],
  this_page: ["本页面", "このページ", "This page"],
  delay: ["缓冲", "バッファ", "Buffer"],
  underruns: ["断音", "音切れ", "Dropouts"],
  interval: ["画面间隔 p99", "画像間隔 p99", "Picture interval, p99"],
  last_turns: ["最近的回合", "最近のやりとり", "Last turns"],
  no_turns: [
    "还没有对话。去聊一句，这里就会有数据。",
    "まだ会話がありません。話しかけると表示されます。",
    "No turns yet. Talk, and they appear here.",
  ],
  question: ["问题", "質問", "Question"],
  heard: ["听到的回答", "聞こえた答え", "What was heard"],
  minutes_ago: ["{n} 分钟前", "{n} 分前", "{n} min ago"],
  seconds_ago: ["{n} 秒前", "{n} 秒前", "{n} s ago"],
  now: ["现在", "現在", "now"],

  train_title: ["学画新的面孔", "新しい顔を学ばせる", "Teach new faces"],
  train_hint: [
    "用你自己的图片训练一个生成器，就在这台电脑上。直播照常进行。",
    "手もとの画像から生成モデルを学習します。すべてこのパソコンの中で、配信を続けたまま。",
    "Your own pictures become a generator of characters, on this machine, while the show goes on.",
  ],
  new_training: ["新的训练", "新しい学習", "New training"],
  dataset: ["数据集", "データセット", "Dataset"],
  dataset_line: [
    "{name}（{n} 张，{size} px）",
    "{name}（{n} 枚、{size} px）",
    "{name} ({n} pictures, {size} px)",
  ],
  no_datasets: ["这里还没有数据集", "データセットがまだありません", "No datasets here yet"],
  no_datasets_hint: [
    "先在上面放入图片，整理成数据集。",
    "まず上に画像を入れて、データセットを作ってください。",
    "First drop your pictures above: they become a dataset.",
  ],
  new_dataset: ["新的数据集", "新しいデータセット", "New dataset"],
  new_dataset_hint: [
    "放入图片、文件夹、一个 zip 或视频。图片留在这台电脑上，会找出脸、裁剪并检查。",
    "画像、フォルダー、zip、動画を入れてください。すべてこのパソコンの中で、顔を探して切り出し、確認します。",
    "Pictures, a folder, a zip or films. They stay on this machine; faces are found, cut out and checked.",
  ],
  drop_pictures: [
    "把图片、文件夹或 zip 拖到这里，或",
    "画像・フォルダー・zipをここにドロップ、または",
    "Drop pictures, a folder or a zip here, or",
  ],
  choose_folder: ["选择文件夹", "フォルダーを選ぶ", "choose a folder"],
  choose_first: ["请先选择图片。", "先に画像を選んでください。", "Choose pictures first."],
  rights_needed: [
    "请写明许可和同意（图画请勾选），或声明你有权使用。",
    "ライセンスと同意を書くか（イラストならチェック）、権利があることにチェックしてください。",
    "Say under which licence and with whose consent (or that they are drawings), or that you have the rights.",
  ],
  nothing_dropped: [
    "里面没有可用的文件。",
    "使えるファイルがありませんでした。",
    "There was no file in it that can be used.",
  ],
  files_chosen: ["已选 {n} 个文件，{size}", "{n} 個のファイル、{size}", "{n} files, {size}"],
  dataset_name: ["数据集名称", "データセット名", "Name of the dataset"],
  licence: ["许可（SPDX）", "ライセンス（SPDX）", "Licence (SPDX)"],
  holder: ["权利人", "権利者", "Whose they are"],
  consent: [
    "谁同意了，何时（真人照片）",
    "だれがいつ同意したか（実在の人物）",
    "Who consented, and when (real people)",
  ],
  consent_given: ["同意", "同意", "Consent"],
  drawings: [
    "这些是图画，不是真人",
    "イラストです。実在の人物ではありません",
    "These are drawings of nobody real",
  ],
  whole_pictures: [
    "用整张图片，不找脸",
    "顔を探さず、画像全体を使う",
    "Take whole pictures; do not look for faces",
  ],
  i_have_the_rights_dataset: [
    "没有写明许可或同意时：我有权使用它们（会写进数据集）",
    "ライセンスや同意の記載がない場合：使用する権利があります（データセットに記録されます）",
    "Where no licence or consent is stated: I have the rights (the dataset will say so)",
  ],
  make_dataset: ["整理成数据集", "データセットを作る", "Make the dataset"],
  sending: [
    "正在放入“{name}”：{n} / {all} 个文件",
    "「{name}」に送信中：{n} / {all} 個",
    "Sending to “{name}”: {n} of {all} files",
  ],
  stop_upload: ["停止", "やめる", "Stop"],
  preparing: ["正在整理 {n}%", "準備中 {n}%", "Preparing, {n}%"],
  prepare: ["开始整理", "準備を始める", "Prepare"],
  stop_preparing: ["放弃", "やめる", "Give up"],
  waiting_files: [
    "已收到 {n} 个文件，尚未整理。",
    "{n} 個のファイルが届いています。準備はまだです。",
    "{n} files came; not prepared yet.",
  ],
  dataset_facts: ["{n} 张图片，{size} px", "画像 {n} 枚、{size} px", "{n} pictures, {size} px"],
  dataset_split: [
    "其中 {n} 张只用来检验；{out} 个文件未采用。",
    "うち {n} 枚は検証用。{out} 個のファイルは使われていません。",
    "{n} of them are held out for checking; {out} files were left out.",
  ],
  before_training: ["训练之前", "学習の前に", "Before you train"],
  left_out: ["未采用", "使わなかったもの", "Left out"],
  to_look_at: ["请过目", "確認したいもの", "To look at"],
  labels_lost: [
    "{n} 条标签找不到对应的图片。",
    "{n} 件のラベルに対応する画像がありません。",
    "{n} labels name pictures that are not there.",
  ],
  rights_were_claimed: [
    "整理的人声明：没有写明时，也有权使用。每个用它训练的模型都会这样写。",
    "記載がない画像について、作成者は権利を持つと述べました。これで学習したモデルにも記録されます。",
    "Whoever prepared it said to have the rights where none are stated; every model will say so.",
  ],
  sheet_of: ["{name} 的缩略图", "{name} の一覧", "Thumbnails of {name}"],
  "rights_not stated": ["未写明", "記載なし", "not stated"],
  rights_none: ["未写明", "記載なし", "not stated"],
  "rights_not-a-person": ["图画，非真人", "イラスト（実在の人物ではない）", "drawings of nobody"],
  model_name: ["模型名称", "モデル名", "Name of the model"],
  preset: ["规格", "プリセット", "Preset"],
  preset_S: ["S · 64 px，适合笔记本", "S・64 px、ノートPC向け", "S · 64 px, for a laptop"],
  preset_M: ["M · 128 px，几小时", "M・128 px、数時間", "M · 128 px, some hours"],
  preset_L: ["L · 256 px，一夜", "L・256 px、一晩", "L · 256 px, a night"],
  preset_XL: ["XL · 256 px，需要显卡", "XL・256 px、GPU向け", "XL · 256 px, with a graphics card"],
  preset_short: ["{preset} 规格", "プリセット{preset}", "preset {preset}"],
  recipe: ["方法", "レシピ", "Recipe"],
  recipe_both: [
    "对抗 + 变分（推荐）",
    "敵対的＋変分（おすすめ）",
    "Adversarial + variational (recommended)",
  ],
  recipe_adversarial: ["对抗（GAN）", "敵対的（GAN）", "Adversarial (GAN)"],
  recipe_variational: ["变分（VAE）", "変分（VAE）", "Variational (VAE)"],
  recipe_quantised: ["离散编码（VQ）", "量子化（VQ）", "Quantised (VQ)"],
  minutes: ["分钟", "分", "minutes"],
  time_given: ["时间（分钟）", "時間（分）", "Time, in minutes"],
  i_have_the_rights: [
    "图片没有写明许可或同意时：我有权使用它们（会写进模型卡）",
    "ライセンスや同意の記載がない画像について：使用する権利があります（モデルカードに記録されます）",
    "Where pictures state no licence or consent: I have the rights (the model's card will say so)",
  ],
  begin_training: ["开始训练", "学習を始める", "Begin training"],
  training_running: ["训练中", "学習中", "Training"],
  training_finished: ["已完成", "完了", "Finished"],
  training_interrupted: ["已暂停", "中断", "Paused"],
  training_stopped: ["警报停止", "警報で停止", "Stopped by an alarm"],
  training_broken: ["意外中止", "異常終了", "Broke off"],
  training_starts: [
    "正在测量这台电脑的速度…",
    "このパソコンの速度を測っています…",
    "Measuring what it costs on this machine…",
  ],
  seen: ["看过 {n} 张", "{n} 枚を学習", "{n} pictures seen"],
  after_pictures: ["第 {n} 张后", "{n} 枚のあと", "after {n} pictures"],
  stop_training: ["暂停", "中断する", "Pause"],
  go_on: ["继续", "続ける", "Go on"],
  back_to_models: ["返回模型列表", "モデル一覧へ", "Back to the models"],
  previews: [
    "同样的潜变量，越来越好",
    "同じ潜在変数の移り変わり",
    "The same latents, as they come along",
  ],
  no_previews: [
    "第一张预览在 1,000 张图片之后出现。",
    "最初のプレビューは1,000枚のあとに出ます。",
    "The first preview comes after 1,000 pictures.",
  ],
  moment: ["时间点", "時点", "Moment"],
  losses: ["损失", "損失", "Losses"],
  loss_generator: ["生成器", "生成器", "generator"],
  loss_discriminator: ["判别器", "識別器", "discriminator"],
  loss_reconstruction: ["重建", "再構成", "reconstruction"],
  loss_prior: ["先验", "事前分布", "prior"],
  steered: ["自动调节", "自動調整", "What tunes itself"],
  gamma: ["梯度惩罚权重 γ", "勾配ペナルティの重み γ", "penalty weight γ"],
  augment: ["数据增强概率", "データ拡張の確率", "augmentation"],
  penalty: ["梯度惩罚", "勾配ペナルティ", "penalty"],
  metric_kid: [
    "KID × 1000：离真图的距离，越低越好",
    "KID × 1000：本物との距離（低いほど良い）",
    "KID × 1000: distance from real pictures, lower is better",
  ],
  metric_spread: ["多样性：1 等于真图", "多様性：1 で本物と同じ", "Variety: 1 is as real pictures"],
  metric_memorised: [
    "照搬训练图的比例：0.05 即没有",
    "学習画像の丸写し：0.05 でなし",
    "Learned by heart: 0.05 is nothing",
  ],
  throughput: ["速度", "速度", "Throughput"],
  per_second: ["张/秒", "枚/秒", "per second"],
  rate_title: ["凭眼睛打分", "目で見て評価", "Judge by eye"],
  rate_hint: [
    "每次一张新图，按 1 到 5。分数和指标一起保存。",
    "1枚ずつ新しい画像が出ます。1〜5のキーで評価。指標と一緒に残ります。",
    "One new picture at a time; press 1 to 5. Kept beside the metrics.",
  ],
  stars: ["{n} 星", "星{n}つ", "{n} of 5"],
  skip_picture: ["跳过", "とばす", "Skip"],
  rated: ["{n} 次评分，平均 {mean}", "{n} 件、平均 {mean}", "{n} ratings, mean {mean}"],
} satisfies Record<string, [string, string, string]>;

export type Text = keyof typeof TEXTS;

export function t(text: Text, values: Record<string, string | number> = {}): string {
  const entry = TEXTS[text];
  const said = entry[LANGUAGES.indexOf(current)] ?? entry[2];
  return said.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** The words for one of several that the server names, `recipe` and `both`; its name as it came
 * where a server or a file knows one that this page does not. */
export function named(kind: string, name: string): string {
  const key = `${kind}_${name}`;
  return Object.hasOwn(TEXTS, key) ? t(key as Text) : name;
}

export function number(value: number, digits = 0): string {
  return value.toLocaleString(document.documentElement.lang, {
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  });
}

export function bytes(count: number): string {
  return count < 1e6 ? `${number(count / 1e3)} kB` : `${number(count / 1e6, 1)} MB`;
}

export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  const pad = (value: number): string => String(value).padStart(2, "0");
  return hours ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}
