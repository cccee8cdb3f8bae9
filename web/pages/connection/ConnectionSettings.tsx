/** Everything of a connection that can be changed after it was made: name, furnisher, cadence, settings, credentials; and its end. */
import { Link, useParams } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import '../../styles/settings.css'
import { useQuery } from 'urql'
import { useMay } from '../../app/context.ts'
import { type Cadence, ConnectionSettingsDocument, type ConnectionSettingsQuery } from '../../generated/documents.ts'
import { errorsByField, storedValues, valuesToSend } from '../../lib/forms.ts'
import { CheckInput, SelectInput, TextInput } from '../../ui/fields.tsx'
import { Page } from '../../ui/Page.tsx'
import { PluginForm } from '../../ui/PluginForm.tsx'
import { Failed, Loading, NoPermission, NotFound } from '../../ui/states.tsx'
import { Choice } from '../settings/Choice.tsx'
import { cadences } from '../wizard/cadences.ts'
import { CredentialsSection } from './CredentialsSection.tsx'
import { DeleteSection } from './DeleteSection.tsx'
import { Section, useSaving } from './SettingsSection.tsx'

export type Connection = NonNullable<ConnectionSettingsQuery['connection']>
type Furnishers = ConnectionSettingsQuery['furnishers']['edges']

export function ConnectionSettings() {
  const { id } = useParams({ from: '/connections/$id/settings' })
  const may = useMay('OPERATOR')
  const [{ data, error }, again] = useQuery({ query: ConnectionSettingsDocument, variables: { id }, pause: !may })
  const refresh = useCallback(() => again({ requestPolicy: 'network-only' }), [again])
  if (data && !data.connection) return <NotFound />
  return (
    <Page title={data?.connection ? `Settings of ${data.connection.name}` : 'Settings of the connection'}>
      <p>
        <Link to="/connections/$id" params={{ id }}>
          ← Back to the connection
        </Link>
      </p>
      {!may ? (
        <NoPermission needed="OPERATOR" />
      ) : error && !data ? (
        <Failed error={error} retry={refresh} />
      ) : data?.connection ? (
        <Sections connection={data.connection} furnishers={data.furnishers.edges} refresh={refresh} />
      ) : (
        <Loading what="the settings" />
      )}
    </Page>
  )
}

function Sections({
  connection,
  furnishers,
  refresh,
}: {
  connection: Connection
  furnishers: Furnishers
  refresh: () => void
}) {
  const search = { connection: connection.id }
  return (
    <div className="two-up">
      <div className="stack">
        <General connection={connection} furnishers={furnishers} onSaved={refresh} />
        {connection.plugin?.acquire === 'PULL' && <Schedule connection={connection} onSaved={refresh} />}
        <section className="card stack tight" aria-labelledby="elsewhere">
          <h2 id="elsewhere">Set elsewhere</h2>
          <ul className="plain-list">
            <li>
              <Link to="/settings/webhooks" search={search}>
                Webhook
              </Link>
            </li>
            <li>
              <Link to="/settings/writeback" search={search}>
                Writeback
              </Link>
            </li>
            <li>
              <Link to="/presets/$id" params={{ id: connection.preset.id }}>
                Preset {connection.preset.title}
              </Link>
            </li>
          </ul>
        </section>
        <DeleteSection connection={connection} />
      </div>
      <div className="stack">
        <CredentialsSection connection={connection} onSaved={refresh} />
        <SourceSettings connection={connection} onSaved={refresh} />
      </div>
    </div>
  )
}

function General({
  connection,
  furnishers,
  onSaved,
}: {
  connection: Connection
  furnishers: Furnishers
  onSaved: () => void
}) {
  const { save, busy, errors, said } = useSaving(connection.id, onSaved)
  const [name, setName] = useState(connection.name)
  const [furnisherId, setFurnisherId] = useState(connection.furnisher.id)
  const [confirmed, setConfirmed] = useState(false)
  const toConfirm = errors.some(({ code }) => code === 'CONFIRMATION_REQUIRED')
  const byField = errorsByField(errors, [{ name: 'name' }, { name: 'furnisherId' }])
  return (
    <Section
      id="general"
      title="Name and furnisher"
      action="Save"
      problem={byField['']}
      said={said}
      busy={busy}
      onSubmit={() => save({ name: name.trim(), furnisherId, confirmFurnisherChange: confirmed })}
    >
      <TextInput label="Name" value={name} onChange={setName} required maxLength={100} error={byField.name} />
      <SelectInput
        label="Furnisher"
        value={furnisherId}
        onChange={setFurnisherId}
        required
        error={byField.furnisherId}
        options={furnishers.map(({ node }) => ({
          value: node.id,
          label: `${node.name} (${node.identificationNumber})`,
        }))}
        help="Another identification number is another account to a bureau."
      />
      {toConfirm && (
        <CheckInput
          label="The other identification number is agreed with the bureaus"
          checked={confirmed}
          onChange={setConfirmed}
        />
      )}
    </Section>
  )
}

function Schedule({ connection, onSaved }: { connection: Connection; onSaved: () => void }) {
  const { save, busy, errors, said } = useSaving(connection.id, onSaved)
  const [cadence, setCadence] = useState<Cadence>(connection.cadence)
  const [dailyAt, setDailyAt] = useState(connection.dailyAt ?? '06:00')
  const [timeZone, setTimeZone] = useState(connection.timeZone ?? 'America/New_York')
  const byField = errorsByField(errors, [{ name: 'dailyAt' }, { name: 'timeZone' }])
  const daily = cadence === 'DAILY'
  return (
    <Section
      id="schedule"
      title="Schedule"
      action="Save the schedule"
      problem={byField['']}
      said={said}
      busy={busy}
      onSubmit={() => save({ cadence, ...(daily ? { dailyAt, timeZone } : {}) })}
    >
      <Choice label="Sync" value={cadence} options={cadences} onChange={(value) => setCadence(value as Cadence)} />
      {daily && (
        <div className="pairs">
          <TextInput
            label="Time of day"
            type="time"
            required
            value={dailyAt}
            onChange={setDailyAt}
            error={byField.dailyAt}
          />
          <TextInput
            label="Time zone"
            required
            value={timeZone}
            onChange={setTimeZone}
            error={byField.timeZone}
            help="For example America/New_York."
          />
        </div>
      )}
    </Section>
  )
}

function SourceSettings({ connection, onSaved }: { connection: Connection; onSaved: () => void }) {
  const { plugin } = connection
  const { save, busy, errors, said } = useSaving(connection.id, onSaved)
  const [values, setValues] = useState(() => storedValues(plugin?.settingsFields ?? [], connection.settings))
  const [credentials, setCredentials] = useState(() => storedValues(plugin?.credentialsFields ?? [], {}))
  // Stored credentials are not sent to another address.
  const needed = errors.some(({ path }) => path.includes('credentials'))
  if (!plugin) {
    return (
      <p className="notice warn">The plugin {connection.pluginId} is not installed: its settings cannot be changed.</p>
    )
  }
  if (plugin.settingsFields.length === 0) return null
  const ofSettings = errorsByField(errors, plugin.settingsFields, 'settings')
  const ofCredentials = errorsByField(errors, plugin.credentialsFields, 'credentials')
  const submit = () =>
    save({
      settings: valuesToSend(plugin.settingsFields, values),
      ...(needed ? { credentials: valuesToSend(plugin.credentialsFields, credentials) } : {}),
    })
  return (
    <Section
      id="source"
      title={`Settings of ${plugin.name}`}
      action="Check and save"
      problem={ofSettings['']}
      said={said}
      busy={busy}
      onSubmit={submit}
    >
      <p className="muted">The source is asked with the new settings before they are stored.</p>
      <PluginForm
        fields={plugin.settingsFields}
        values={values}
        errors={ofSettings}
        onChange={(name, value) => setValues((before) => ({ ...before, [name]: value }))}
      />
      {needed && (
        <PluginForm
          fields={plugin.credentialsFields}
          values={credentials}
          errors={ofCredentials}
          onChange={(name, value) => setCredentials((before) => ({ ...before, [name]: value }))}
        />
      )}
    </Section>
  )
}
