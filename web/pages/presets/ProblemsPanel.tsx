import { Button } from 'react-aria-components'
import { plural } from '../../lib/format.ts'
import { Badge } from '../../ui/Badge.tsx'
import type { CheckState } from './useCheck.ts'

/** What the text says wrong, in its order; each goes to its place. */
export function ProblemsPanel({
  state: { check, problem },
  stale,
  onGo,
}: {
  state: CheckState
  /** The text has gone on since. */
  stale: boolean
  onGo: (place: { line: number; column: number }) => void
}) {
  const failed = check?.examples.filter(({ passed }) => !passed) ?? []
  // Nobody knows yet what is wrong with the text as it stands.
  const isOld = stale && check !== null && problem !== null
  return (
    <>
      {problem && (
        <p role="alert" className="notice bad">
          {problem}
        </p>
      )}
      <p role="status" className={check && !isOld ? `check-verdict ${check.passed ? 'good' : 'bad'}` : 'muted'}>
        {isOld && 'Of the text as it was checked last: '}
        {check ? verdict(check.problems.length, check.examples.length, failed.length) : problem ? '' : 'Checking …'}
        {stale && check && !problem && <span className="muted"> Checking again …</span>}
      </p>
      <ul className="spots">
        {check?.problems.map((each) => (
          <li key={`${each.line} ${each.column} ${each.code} ${each.message} ${each.connectionName}`}>
            <Button className="spot" onPress={() => onGo(each)}>
              <span className="where">
                {each.line}:{each.column}
              </span>
              <span className="what">
                <span>{each.message}</span>
                {each.hint && <span className="hint">{each.hint}</span>}
                <span className="muted fine">
                  <code>{each.code}</code>
                  {each.path && <code> · {each.path}</code>}
                  {each.connectionName && ` · only with ${each.connectionName}`}
                </span>
              </span>
            </Button>
          </li>
        ))}
        {failed.map((each) => (
          <li key={`example ${each.line}`}>
            <Button className="spot" onPress={() => onGo(each)}>
              <span className="where">
                {each.line}:{each.column}
              </span>
              <span className="what">
                <span>
                  Example “{each.title}” <Badge tone="bad">does not hold</Badge>
                </span>
                {each.differences.map((difference) => (
                  <span key={difference} className="muted">
                    {difference}
                  </span>
                ))}
              </span>
            </Button>
          </li>
        ))}
      </ul>
    </>
  )
}

function verdict(problems: number, examples: number, failed: number): string {
  if (problems > 0) return `${plural(problems, 'problem')}.`
  const held = examples === 0 ? '' : ` ${examples - failed} of ${plural(examples, 'example')} hold.`
  return `The text is sound.${held}`
}
