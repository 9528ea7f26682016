/** `lab workshop check`: tests the answer to a chapter's exercise by an experiment on its own stack. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { type Language, pickLanguage } from '../dashboard/page/texts/texts.ts'
import type { Exercise, Finding } from '../workshop/exercises/exercise.ts'
import { interruptedExitStatus, onInterruption } from './cli/interruption.ts'
import { pickLauncher } from './cli/launcher.ts'

const verdicts = {
  en: { right: 'Right', wrong: 'Not so' },
  ko: { right: '맞습니다', wrong: '아닙니다' },
} as const satisfies Record<Language, object>

export function workshopCheck(environment: NodeJS.ProcessEnv): Command {
  return new Command('check')
    .description("test your answer to a chapter's exercise by an experiment: exit status 0 if right, 1 if wrong")
    .argument('<chapter>', 'number of the chapter')
    .argument('[answer...]', 'your answer; without one, the expected form of the answer is printed')
    .action(async (chapter: string, answer: readonly string[], _options: object, command: Command) => {
      const { lang } = command.optsWithGlobals<{ readonly lang?: string }>()
      const language = pickLanguage([lang, environment['LC_ALL'], environment['LANG']])
      process.exitCode = await check(chapter, answer.join(' '), language, environment)
    })
}

/** @returns the exit status */
async function check(
  chapter: string,
  answer: string,
  language: Language,
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const [{ exercises }, { ChapterError }] = await Promise.all([
    import('../workshop/exercises/registry.ts'),
    import('../workshop/chapter-file.ts'),
  ])
  const exercise = exercises[Number(chapter)]
  if (exercise === undefined)
    throw new ChapterError(
      `there is no exercise ${chapter}: choose one of chapters ${Object.keys(exercises).join(', ')}`,
    )
  if (!exercise.answerPattern.test(answer))
    throw new ChapterError(`check ${chapter}: expected ${exercise.question[language]}; got ${answer || 'no answer'}`)
  const { signal, release } = onInterruption(() => {})
  try {
    const { isRight, observed, hint } = await experiment(exercise, answer, environment, signal)
    const { right, wrong } = verdicts[language]
    process.stdout.write(`${isRight ? `${right}: ${observed[language]}` : `${wrong}: ${hint[language]}`}\n`)
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
    const launch = await pickLauncher({ launcher: 'processes' }, environment, () => {}, signal)
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
