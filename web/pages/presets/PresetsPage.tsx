import { Link } from '@tanstack/react-router'
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { useQuery } from 'urql'
import { useSession } from '../../app/context.ts'
import { PresetsDocument } from '../../generated/documents.ts'
import { actorText } from '../../lib/actors.ts'
import { formatInstant } from '../../lib/format.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Page } from '../../ui/Page.tsx'
import { Empty, Failed, Loading } from '../../ui/states.tsx'

export function PresetsPage() {
  const { viewer } = useSession()
  const [{ data, error }, again] = useQuery({ query: PresetsDocument })
  const presets = data?.mappingPresets.edges.map(({ node }) => node)
  return (
    <Page title="Presets">
      {error && !presets ? (
        <Failed error={error} retry={() => again({ requestPolicy: 'network-only' })} />
      ) : !presets ? (
        <Loading what="presets" />
      ) : presets.length === 0 ? (
        <Empty title="No presets yet">
          <p>Connecting a source copies one of its presets.</p>
          <Link to="/" className="button">
            To the connections
          </Link>
        </Empty>
      ) : (
        <div className="table-box">
          <Table aria-label="Presets">
            <TableHeader>
              <Column isRowHeader>Preset</Column>
              <Column>Source</Column>
              <Column>Published</Column>
              <Column>Draft</Column>
              <Column>Used by</Column>
              <Column>Changed</Column>
            </TableHeader>
            <TableBody items={presets}>
              {(preset) => (
                <Row id={preset.id} textValue={preset.title}>
                  <Cell>
                    <Link to="/presets/$id" params={{ id: preset.id }}>
                      {preset.title}
                    </Link>
                  </Cell>
                  <Cell>{preset.pluginId}</Cell>
                  <Cell>
                    <Badge tone="good">Version {preset.publishedVersion}</Badge>
                  </Cell>
                  <Cell>
                    {preset.draft ? (
                      <>
                        {actorText(preset.draft.updatedBy, preset.draft.updatedByName, viewer.actor)},{' '}
                        <span className="muted">{formatInstant(preset.draft.updatedAt)}</span>
                      </>
                    ) : (
                      <span className="muted">none</span>
                    )}
                  </Cell>
                  <Cell>{preset.connections.map(({ name }) => name).join(', ') || 'no connection'}</Cell>
                  <Cell>{formatInstant(preset.updatedAt)}</Cell>
                </Row>
              )}
            </TableBody>
          </Table>
        </div>
      )}
    </Page>
  )
}
