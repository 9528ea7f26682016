/** The story of `lab workshop check`: a stack, an experiment on it, and one line that says whether the answer was right. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Language, pickLanguage } from '../../dashboard/page/texts/texts.ts'
import { ChapterError } from '../../workshop/chapter-file.ts'
import type { Exercise, Finding } from '../../workshop/exercises/exercise.ts'
import { exercises } from '../../workshop/exercises/registry.ts'
import { interruptedExitStatus, onInterruption } from './interruption.ts'
import { launcherOf } from './launcher.ts'

const verdicts = {
  en: { right: 'Right', wrong: 'Not so' },
  ko: { right: '맞습니다', wrong: '아닙니다' },
} as const satisfies Record<Language, object>

export interface CheckWords {
  readonly chapter: string
  readonly answer: string
  readonly lang?: string | undefined
}

/** @returns the exit status */
export async function runCheck({ chapter, answer, lang }: CheckWords, environment: NodeJS.ProcessEnv): Promise<number> {
  const language = pickLanguage([lang, environment['LC_ALL'], environment['LANG']])
  const exercise = exercises[Number(chapter)]
  if (exercise === undefined)
    throw new ChapterError(`there is no exercise ${chapter}: there are ${Object.keys(exercises).join(', ')}`)
  if (!exercise.looksLike.test(answer))
    throw new ChapterError(`check ${chapter}: expected ${exercise.asks[language]}; got ${answer || 'no answer'}`)
  const { signal, release } = onInterruption(() => {})
  try {
    const { isRight, seen, hint } = await experiment(exercise, answer, environment, signal)
    const { right, wrong } = verdicts[language]
    process.stdout.write(`${isRight ? `${right}: ${seen[language]}` : `${wrong}: ${hint[language]}`}\n`)
    return isRight ? 0 : 1
  } catch (error) {
    if (signal.aborted) return interruptedExitStatus
    throw error
  } finally {
    release()
  }
}

async function experiment(
  exercise: Exercise,
  answer: string,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Finding> {
  const logs = await mkdtemp(join(tmpdir(), 'session-lab-check-'))
  try {
    const launch = await launcherOf({ launcher: 'processes' }, environment, () => {}, signal)
    const stack = await launch(
      { ...exercise.topology, virtualUsers: { count: 1, password: 'unused' }, clockToleranceSeconds: 0 },
      logs,
    )
    const stop = () => void stack.stop()
    signal.addEventListener('abort', stop, { once: true })
    try {
      return await exercise.experiment(stack, answer)
    } finally {
      await stack.stop()
    }
  } finally {
    await rm(logs, { recursive: true, force: true })
  }
}
