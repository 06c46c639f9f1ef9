// The names of the artist's parameters, of moods, gestures and places, in the page's language.

import { language, LANGUAGES } from "./texts";

type Words = Record<string, [string, string, string]>;

const GROUPS: Words = {
  style: ["整体", "全体", "Style"],
  face: ["脸", "顔", "Face"],
  eyes: ["眼睛", "目", "Eyes"],
  hair: ["头发", "髪", "Hair"],
  outfit: ["服饰", "衣装", "Outfit"],
  more: ["更多", "その他", "More"],
};

const FIELDS: Words = {
  presentation: ["气质", "雰囲気", "Presentation"],
  style: ["画风", "画風", "Rendering"],
  proportion: ["头身", "頭身", "Proportions"],
  skin: ["肤色", "肌の色", "Skin"],
  hair: ["发色", "髪の色", "Colour"],
  hair_second: ["第二发色", "髪の2色目", "Second colour"],
  hair_pattern: ["染法", "染め方", "Pattern"],
  eyes_left: ["左眼", "左目", "Left eye"],
  eyes_right: ["右眼", "右目", "Right eye"],
  outfit_main: ["主色", "メインカラー", "Main colour"],
  outfit_second: ["辅色", "サブカラー", "Second colour"],
  accent: ["点缀色", "アクセント", "Accent"],
  face_width: ["脸宽", "顔の幅", "Width"],
  face_length: ["脸长", "顔の長さ", "Length"],
  jaw: ["下颌", "あご", "Jaw"],
  eye_size: ["大小", "大きさ", "Size"],
  eye_spacing: ["间距", "間隔", "Spacing"],
  eye_height: ["高低", "高さ", "Height"],
  eye_tilt: ["眼角", "傾き", "Tilt"],
  mouth_width: ["嘴宽", "口の幅", "Mouth width"],
  brow_height: ["眉高", "眉の高さ", "Brow height"],
  shoulders: ["肩宽", "肩幅", "Shoulders"],
  hair_volume: ["发量", "ボリューム", "Volume"],
  hair_length: ["发长", "長さ", "Length"],
  eye_shape: ["眼形", "目の形", "Shape"],
  iris: ["瞳孔", "瞳", "Iris"],
  brow: ["眉形", "眉", "Brows"],
  mouth: ["嘴形", "口", "Mouth"],
  lashes: ["睫毛", "まつげ", "Lashes"],
  blush: ["腮红", "チーク", "Blush"],
  freckles: ["雀斑", "そばかす", "Freckles"],
  mole: ["泪痣", "泣きぼくろ", "Beauty mark"],
  hair_front: ["刘海", "前髪", "Fringe"],
  hair_side: ["鬓发", "横髪", "Sides"],
  hair_back: ["后发", "後ろ髪", "Back"],
  outfit: ["服装", "服", "Garment"],
  accessories: ["饰品", "アクセサリー", "Accessories"],
};

const CHOICES: Words = {
  feminine: ["女性", "女性的", "Feminine"], masculine: ["男性", "男性的", "Masculine"], androgynous: ["中性", "中性的", "Androgynous"],
  cel: ["赛璐璐", "セル画", "Cel"], soft: ["柔和", "やわらか", "Soft"], flat: ["平涂", "フラット", "Flat"], painterly: ["厚涂", "厚塗り", "Painterly"],
  sketch: ["素描", "スケッチ", "Sketch"], pastel: ["粉彩", "パステル", "Pastel"], standard: ["标准", "標準", "Standard"], chibi: ["Q版", "ちびキャラ", "Chibi"],
  tall: ["高挑", "高め", "Tall"], round: ["圆眼", "丸目", "Round"], almond: ["杏眼", "アーモンド", "Almond"], droopy: ["垂眼", "たれ目", "Droopy"],
  upturned: ["吊眼", "つり目", "Upturned"], half_lidded: ["半睁", "半目", "Half-lidded"], narrow: ["细长", "切れ長", "Narrow"], cat: ["猫", "猫", "Cat"],
  doll: ["娃娃", "ドール", "Doll"], gentle: ["温柔", "やさしい", "Gentle"], classic: ["经典", "定番", "Classic"], ring: ["环", "リング", "Ring"],
  gem: ["宝石", "宝石", "Gem"], star: ["星", "星", "Star"], heart: ["心", "ハート", "Heart"], slit: ["竖瞳", "縦長", "Slit"], galaxy: ["星河", "銀河", "Galaxy"],
  straight: ["平眉", "まっすぐ", "Straight"], arched: ["弯眉", "アーチ", "Arched"], thick: ["粗眉", "太め", "Thick"], short: ["短", "短め", "Short"],
  angled: ["剑眉", "角度あり", "Angled"], worried: ["担忧", "困り", "Worried"], smile: ["微笑", "ほほえみ", "Smile"], neutral: ["平静", "ふつう", "Neutral"],
  small: ["小嘴", "小さめ", "Small"], wide: ["大嘴", "大きめ", "Wide"], pout: ["嘟嘴", "むくれ", "Pout"], fang: ["虎牙", "八重歯", "Fang"], smirk: ["坏笑", "にやり", "Smirk"],
  line: ["一线", "一文字", "Line"], parted: ["分开", "分け目", "Parted"], swept_left: ["左斜", "左流し", "Swept left"], swept_right: ["右斜", "右流し", "Swept right"],
  blunt: ["齐刘海", "ぱっつん", "Blunt"], curtain: ["八字", "センター分け", "Curtain"], messy: ["凌乱", "無造作", "Messy"], spiky: ["刺猬", "ツンツン", "Spiky"],
  wispy: ["空气", "シースルー", "Wispy"], asymmetric: ["不对称", "アシメ", "Asymmetric"], between_eyes: ["眉间一缕", "目の間", "Between the eyes"], rounded: ["圆弧", "丸み", "Rounded"],
  fluffy: ["蓬松", "ふわふわ", "Fluffy"], slick: ["背头", "オールバック", "Slick"], choppy: ["碎剪", "ざく切り", "Choppy"], none: ["无", "なし", "None"],
  jaw: ["齐颌", "あご丈", "Jaw length"], long: ["长发", "ロング", "Long"], hime: ["姬发式", "姫カット", "Hime"], wavy: ["波浪", "ウェーブ", "Wavy"], curled: ["卷曲", "カール", "Curled"],
  thin: ["细缕", "細め", "Thin"], layered: ["层次", "レイヤー", "Layered"], tucked: ["别耳后", "耳かけ", "Tucked"], pixie: ["精灵短发", "ピクシー", "Pixie"], bob: ["波波头", "ボブ", "Bob"],
  medium: ["中长", "ミディアム", "Medium"], long_wavy: ["长卷发", "ロングウェーブ", "Long waves"], twin_tails: ["双马尾", "ツインテール", "Twin tails"], low_twins: ["低双马尾", "おさげ", "Low twin tails"],
  ponytail: ["马尾", "ポニーテール", "Ponytail"], side_pony: ["侧马尾", "サイドポニー", "Side ponytail"], braid: ["麻花辫", "三つ編み", "Braid"], buns: ["丸子头", "お団子", "Buns"],
  wolf: ["狼尾", "ウルフ", "Wolf cut"], drills: ["螺旋卷", "縦ロール", "Drills"], undercut: ["铲青", "刈り上げ", "Undercut"], plain: ["单色", "単色", "Plain"],
  gradient: ["渐变", "グラデ", "Gradient"], inner: ["内层染", "インナー", "Inner"], streaks: ["挑染", "メッシュ", "Streaks"], split: ["双拼", "ツートン", "Split"],
  sailor: ["水手服", "セーラー服", "Sailor"], hoodie: ["连帽衫", "パーカー", "Hoodie"], suit: ["西装", "スーツ", "Suit"], kimono: ["和服", "着物", "Kimono"], idol: ["偶像服", "アイドル", "Idol"],
  knit: ["毛衣", "ニット", "Knit"], shirt: ["衬衫", "シャツ", "Shirt"], gothic: ["哥特", "ゴシック", "Gothic"], jacket: ["夹克", "ジャケット", "Jacket"], qipao: ["旗袍", "チャイナ", "Qipao"],
  cloak: ["斗篷", "マント", "Cloak"], cat_ears: ["猫耳", "猫耳", "Cat ears"], fox_ears: ["狐耳", "狐耳", "Fox ears"], rabbit_ears: ["兔耳", "うさ耳", "Rabbit ears"],
  ribbon: ["大蝴蝶结", "リボン", "Ribbon"], side_ribbon: ["侧蝴蝶结", "サイドリボン", "Side ribbon"], glasses: ["眼镜", "眼鏡", "Glasses"], headphones: ["耳机", "ヘッドホン", "Headphones"],
  halo: ["光环", "天使の輪", "Halo"], horns: ["角", "角", "Horns"], flower: ["花", "花", "Flower"], hairpin: ["发夹", "ヘアピン", "Hairpin"], beret: ["贝雷帽", "ベレー帽", "Beret"],
  crown: ["王冠", "王冠", "Crown"], choker: ["颈饰", "チョーカー", "Choker"], earrings: ["耳环", "イヤリング", "Earrings"], star_clip: ["星星夹", "星のクリップ", "Star clip"],
  headband: ["发箍", "カチューシャ", "Headband"], ahoge: ["呆毛", "アホ毛", "Ahoge"],
};

const ACTS: Words = {
  neutral: ["平静", "ふつう", "Neutral"], happy: ["开心", "うれしい", "Happy"], laughing: ["大笑", "わらう", "Laughing"], excited: ["兴奋", "わくわく", "Excited"],
  surprised: ["惊讶", "びっくり", "Surprised"], sad: ["难过", "かなしい", "Sad"], angry: ["生气", "おこる", "Angry"], shy: ["害羞", "てれる", "Shy"],
  thinking: ["思考", "かんがえる", "Thinking"], sleepy: ["犯困", "ねむい", "Sleepy"], smug: ["得意", "どや顔", "Smug"], worried: ["担心", "しんぱい", "Worried"],
  wave: ["挥手", "手をふる", "Wave"], nod: ["点头", "うなずく", "Nod"], shake: ["摇头", "首をふる", "Shake"], tilt: ["歪头", "首をかしげる", "Tilt"],
  bow: ["鞠躬", "おじぎ", "Bow"], wink: ["眨眼", "ウインク", "Wink"], sigh: ["叹气", "ためいき", "Sigh"],
};

const PLACES: Words = {
  studio: ["直播间", "スタジオ", "Studio"], "night sky": ["夜空", "夜空", "Night sky"], "window light": ["窗边", "窓辺", "Window light"], bokeh: ["光斑", "ボケ", "Bokeh"],
  sunset: ["黄昏", "夕焼け", "Sunset"], stage: ["舞台", "ステージ", "Stage"], spring: ["春日", "春", "Spring"], cozy: ["温馨", "くつろぎ", "Cozy"],
  bust: ["半身", "バストアップ", "Bust"], "close-up": ["特写", "アップ", "Close-up"],
};

function named(words: Words, name: string): string {
  return words[name]?.[LANGUAGES.indexOf(language())] ?? name.replace(/_/g, " ");
}

export const groupName = (name: string): string => named(GROUPS, name);
export const fieldName = (name: string): string => named(FIELDS, name);
export const choiceName = (name: string): string => named(CHOICES, name);
export const actName = (name: string): string => named(ACTS, name);
export const backgroundName = (name: string): string => named(PLACES, name);
export const framingName = (name: string): string => named(PLACES, name);
