/** The languages of the page. */
import { en, type Texts } from './en.ts'
import { ko } from './ko.ts'

export type { Texts } from './en.ts'

/** The texts by language. */
export const languages = { en, ko } as const satisfies Record<string, Texts>
/** Code of a language. */
export type Language = keyof typeof languages

/** Each language's own name. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', ko: '한국어' }

/** Narrows a code to a language of the page. */
export function isLanguage(name: string | null | undefined): name is Language {
  return name !== null && name !== undefined && Object.hasOwn(languages, name)
}

/** The text of a mode; undefined where the mode has none of its own, such as `memory-ip-hash`. */
export function modeText({ modes }: Texts, name: string): string | undefined {
  return Object.hasOwn(modes, name) ? modes[name as keyof typeof modes] : undefined
}

/** The first of these codes (`ko-KR`, `en`, …) that is a language of the page. */
export function pickLanguage(codes: readonly (string | null | undefined)[]): Language {
  for (const code of codes) {
    const name = code?.slice(0, 2).toLowerCase()
    if (isLanguage(name)) return name
  }
  return 'en'
}
