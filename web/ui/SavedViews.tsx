/** Lists with their filters under names: one's own, and those of the organization. */
import { Link, type LinkProps } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { Button, Form } from 'react-aria-components'
import { useMutation, useQuery } from 'urql'
import { refusalOf } from '../app/ask.ts'
import { useMay, useSession } from '../app/context.ts'
import {
  DeleteViewDocument,
  type SavedViewPage,
  SavedViewsDocument,
  type SavedViewsQuery,
  SaveViewDocument,
} from '../generated/documents.ts'
import { matching, type ViewKind, type ViewParameter } from '../lib/savedViews.ts'
import { BusyButton } from './BusyButton.tsx'
import { ModalDialog } from './Dialog.tsx'
import { CheckInput, TextInput } from './fields.tsx'

type View = SavedViewsQuery['savedViews']['edges'][number]['node']

/** A view is where one is when its filters and order are all there are. */
const exactly = { exact: true, includeSearch: true, explicitUndefined: true } as const

interface Props<Search> {
  page: SavedViewPage
  kind: ViewKind<Search>
  search: Search
  /** What the list is called without filters: `All records`. */
  all: string
  /** Where a view leads. */
  link: (search: Search | Record<string, never>) => Pick<LinkProps, 'to' | 'search'>
  /** Whether something is searched for as well. */
  searching?: boolean
}

export function SavedViews<Search>(props: Props<Search>) {
  const { page, kind, search, all, link } = props
  const { viewer } = useSession()
  const [{ data, error }] = useQuery({ query: SavedViewsDocument, variables: { page } })
  const [open, setOpen] = useState<'NEW' | View | null>(null)
  const views = data?.savedViews.edges.map(({ node }) => node) ?? []
  const current = matching(views, search, kind)
  const filtered = kind.parametersOf(search).length > 0
  const mayChange = current && (current.own || viewer.role === 'ADMIN')
  return (
    <nav className="views" aria-label="Saved views">
      <Link {...link({})} activeOptions={exactly}>
        {all}
      </Link>
      {views.map((view) => (
        <Link
          key={view.id}
          {...link(kind.searchOf(view.parameters))}
          activeOptions={exactly}
          aria-current={view === current ? 'page' : undefined}
        >
          {view.name}
          {view.shared && <span className="of-all">{view.own ? 'shared' : 'shared with you'}</span>}
        </Link>
      ))}
      {filtered && !current && (
        <Button className="button small quiet" onPress={() => setOpen('NEW')}>
          Save view …
        </Button>
      )}
      {mayChange && (
        <Button className="button small quiet" onPress={() => setOpen(current)}>
          Edit view …
        </Button>
      )}
      {error && <span className="muted">Saved views cannot be loaded.</span>}
      {open && (
        <ViewDialog
          view={open === 'NEW' ? null : open}
          page={page}
          parameters={kind.parametersOf(search)}
          searching={props.searching ?? false}
          onClose={() => setOpen(null)}
        />
      )}
    </nav>
  )
}

function ViewDialog({
  view,
  page,
  parameters,
  searching,
  onClose,
}: {
  /** Null: a new one. */
  view: View | null
  page: SavedViewPage
  parameters: ViewParameter[]
  searching: boolean
  onClose: () => void
}) {
  const mayShare = useMay('ANALYST')
  const [name, setName] = useState(view?.name ?? '')
  const [shared, setShared] = useState(view?.shared ?? false)
  const [problem, setProblem] = useState<string | null>(null)
  const [{ fetching: saving }, save] = useMutation(SaveViewDocument)
  const [{ fetching: deleting }, remove] = useMutation(DeleteViewDocument)
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!name.trim()) return setProblem('Give it a name.')
    const input = {
      ...(view ? { viewId: view.id } : {}),
      page,
      name: name.trim(),
      shared,
      parameters,
    }
    const { data, error } = await save({ input })
    const refused = refusalOf({ error, userErrors: data?.saveView.userErrors })
    if (refused === null) onClose()
    else setProblem(refused)
  }
  const drop = async () => {
    if (!view) return
    const { data, error } = await remove({ input: { viewId: view.id } })
    const refused = refusalOf({ error, userErrors: data?.deleteView.userErrors })
    if (refused === null) onClose()
    else setProblem(refused)
  }
  return (
    <ModalDialog title={view ? 'Edit view' : 'Save view'} open onOpenChange={(open) => open || onClose()}>
      <Form onSubmit={submit} className="stack" validationBehavior="aria">
        <TextInput
          label="Name"
          value={name}
          onChange={setName}
          required
          maxLength={60}
          help="Filters and order are kept. No personal data in the name."
        />
        {mayShare && (
          <CheckInput
            label="Share with the organization"
            checked={shared}
            onChange={setShared}
            help="Everybody sees it; you and administrators can change it."
          />
        )}
        {searching && (
          <p className="notice info">What you search for is not part of a view: it may be somebody’s name.</p>
        )}
        {problem && (
          <p role="alert" className="notice bad">
            {problem}
          </p>
        )}
        <div className="row">
          <BusyButton type="submit" className="button primary" busy={saving}>
            Save
          </BusyButton>
          <Button className="button" onPress={onClose}>
            Cancel
          </Button>
          {view && (
            <BusyButton className="button danger" busy={deleting} onPress={drop}>
              Delete
            </BusyButton>
          )}
        </div>
      </Form>
    </ModalDialog>
  )
}
