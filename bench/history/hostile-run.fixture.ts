/** The literal run, with names and texts that try to be markup, code or another line wherever text can be. */

import type { History } from './history.ts'
import { literalHistory, literalScenario } from './literal-run.fixture.ts'
import type { Operation } from './operation.ts'

/** Each tries to leave the place where text is put: an element, an attribute, a comment, a table, a fence, a CDATA section. */
export const hostileText =
  `</style></title><script>alert(1)</script><img src=x onerror=alert(2)>"' onload='alert(3)' -->]]>` +
  '```\n| [link](javascript:alert(4)) | \u0000\u001b[31m\ud800 &amp;'

export function hostileHistory(): History {
  const { run, segments, operations } = literalHistory()
  const { memory, jwt } = run.modes
  const named = (mode: string) => (mode === 'memory' ? hostileText : mode)
  return literalHistory({
    run: {
      ...run,
      command: `npx lab run ${hostileText}`,
      scenario: { ...literalScenario, name: hostileText, summary: hostileText, modes: [hostileText, 'jwt'] },
      environment: { ...run.environment, nginx: hostileText, cpuModel: hostileText },
      modes: { [hostileText]: { ...memory, policy: hostileText }, jwt } as History['run']['modes'],
    },
    segments: segments.map((segment) => ({ ...segment, mode: named(segment.mode) })),
    operations: operations.map(
      (operation): Operation => ({
        ...operation,
        user: hostileText,
        kind: operation.kind === 'login' ? 'login' : hostileText,
        ...(operation.replica === 'replica-2' && { replica: hostileText }),
        ...(operation.reason !== undefined && { reason: hostileText }),
      }),
    ),
    interruption: hostileText,
  })
}
