/** `/connections/:id/upload`: files of a source without an address, from choosing them to the rows that were refused. */
import { useParams } from '@tanstack/react-router'
import { useQuery } from 'urql'
import { useMay } from '../../app/context.ts'
import { UploadTargetDocument } from '../../generated/documents.ts'
import { Page } from '../../ui/Page.tsx'
import { Empty, Failed, Loading, NoPermission, NotFound } from '../../ui/states.tsx'
import '../../styles/dashboard.css'

export function UploadPage() {
  const { id } = useParams({ from: '/connections/$id/upload' })
  const may = useMay('OPERATOR')
  const [{ data, error }, again] = useQuery({ query: UploadTargetDocument, variables: { id } })
  const connection = data?.connection
  if (data && !connection && !error) return <NotFound />
  return (
    <Page title="Upload files">
      {!may ? (
        <NoPermission needed="OPERATOR" />
      ) : error ? (
        <Failed error={error} retry={() => again({ requestPolicy: 'network-only' })} />
      ) : !connection ? (
        <Loading what="the connection" />
      ) : connection.plugin?.acquire !== 'UPLOAD' ? (
        <Empty title="This source is read by the server itself">
          <p>Files are uploaded for connections of flat files.</p>
        </Empty>
      ) : null}
    </Page>
  )
}
