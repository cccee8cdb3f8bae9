/** What stands beside the text, a tab for each. */
import type { ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { useMay } from '../../app/context.ts'
import type { Place } from '../../lib/preset/place.ts'
import { NoPermission } from '../../ui/states.tsx'
import { CoveragePanel } from './CoveragePanel.tsx'
import { ExamplesPanel } from './ExamplesPanel.tsx'
import { ImpactPanel } from './ImpactPanel.tsx'
import { LoansPanel } from './LoansPanel.tsx'
import { ProblemsPanel } from './ProblemsPanel.tsx'
import type { CheckState } from './useCheck.ts'
import type { Edit, Preset, Said } from './useEdit.ts'
import type { Impact } from './useImpact.ts'
import type { Loans } from './useLoans.ts'
import { VersionsPanel } from './VersionsPanel.tsx'

export type PanelName = 'problems' | 'loans' | 'impact' | 'examples' | 'versions' | 'coverage'

interface Props {
  panel: PanelName
  setPanel: (panel: PanelName) => void
  preset: Preset
  edit: Edit
  state: CheckState
  loans: Loans
  impact: Impact
  place: Place | null
  connection: { id: string; name: string } | undefined
  sound: boolean
  soundText: string | null
  say: (said: Said) => void
  refresh: () => void
  onGo: (spot: { line: number; column: number }) => void
  onGoPath: (path: string) => void
  onExample: (yaml: string) => boolean
}

const titles: Record<PanelName, string> = {
  problems: 'Problems',
  loans: 'Loans',
  impact: 'Impact',
  examples: 'Examples',
  versions: 'Versions',
  coverage: 'Coverage',
}

export function SidePanel(props: Props) {
  const { panel, setPanel, state, loans, preset } = props
  const failed = state.check?.examples.filter(({ passed }) => !passed).length ?? 0
  const counts: Partial<Record<PanelName, number>> = {
    problems: (state.check?.problems.length ?? 0) + failed,
    loans: loans.chosen.length,
    examples: state.check?.examples.length ?? 0,
    versions: preset.shippedUpdate?.changes.length ?? 0,
  }
  const isBad = (name: PanelName) =>
    (name === 'problems' && counts.problems !== 0) || (name === 'examples' && failed > 0)
  return (
    <Tabs className="pane side" selectedKey={panel} onSelectionChange={(key) => setPanel(key as PanelName)}>
      <TabList className="side-tabs" aria-label="Beside the text">
        {(Object.keys(titles) as PanelName[]).map((name) => (
          <Tab key={name} id={name} className="side-tab">
            {titles[name]}
            {counts[name] ? <span className={`side-count ${isBad(name) ? 'bad' : ''}`}>{counts[name]}</span> : null}
          </Tab>
        ))}
      </TabList>
      {(Object.keys(titles) as PanelName[]).map((name) => (
        <TabPanel key={name} id={name} className="side-panel">
          <Panel name={name} {...props} />
        </TabPanel>
      ))}
    </Tabs>
  )
}

function Panel({ name, ...props }: Props & { name: PanelName }): ReactNode {
  const { state, loans, impact, edit, connection, sound } = props
  const may = useMay('ANALYST')
  if (name === 'versions') {
    const { preset, say, refresh, onGoPath } = props
    return <VersionsPanel {...{ preset, edit, say, refresh }} onGo={onGoPath} />
  }
  if (!may) return <NoPermission needed="ANALYST" />
  if (name === 'problems') {
    const stale = state.check !== null && state.check.text !== edit.text
    return <ProblemsPanel state={state} stale={stale} onGo={props.onGo} />
  }
  if (!connection) return <p className="muted">No connection uses this preset: there are no loans to try it on.</p>
  if (name === 'loans') return <LoansPanel {...{ loans, connection, sound }} place={props.place} />
  if (name === 'impact') {
    const look = (chosen: Parameters<Loans['add']>[0]) => {
      loans.add(chosen)
      props.setPanel('loans')
    }
    return <ImpactPanel impact={impact} text={edit.text} sound={sound} onTry={look} />
  }
  if (name === 'examples') {
    return (
      <ExamplesPanel
        {...{ state, loans }}
        dirty={edit.dirty}
        connection={connection.id}
        onGo={props.onGo}
        onAdd={props.onExample}
      />
    )
  }
  return <CoveragePanel connection={connection} text={props.soundText} impact={impact} onGo={props.onGoPath} />
}
