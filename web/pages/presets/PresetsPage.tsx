import { Link } from '@tanstack/react-router'
import { Cell, Column, Row, Table, TableBody, TableHeader } from 'react-aria-components'
import { useQuery } from 'urql'
import { PresetsDocument } from '../../generated/documents.ts'
import { formatInstant } from '../../lib/format.ts'
import { Page } from '../../ui/Page.tsx'
import { Empty, Failed, Loading } from '../../ui/states.tsx'

export function PresetsPage() {
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
        </Empty>
      ) : (
        <div className="table-box">
          <Table aria-label="Presets">
            <TableHeader>
              <Column isRowHeader>Preset</Column>
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
                  <Cell>version {preset.publishedVersion}</Cell>
                  <Cell>{preset.draft ? 'yes' : 'no'}</Cell>
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
