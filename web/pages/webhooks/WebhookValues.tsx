/** What is entered at the source so that it calls: address, header, secret and body, each to copy. */
import { CopyButton } from '../../ui/CopyButton.tsx'
import { ShownOnce } from '../../ui/ShownOnce.tsx'

export interface WebhookLike {
  url: string
  headerName: string | null
  proof: string
  bodyTemplate: string
  help: string
}

/** @param secret as it was just answered; null where it was shown before */
export function WebhookValues({ webhook, secret }: { webhook: WebhookLike; secret: string | null }) {
  const relative = webhook.url.startsWith('/')
  return (
    <div className="stack">
      <p>{webhook.help}</p>
      {secret && <ShownOnce secret={secret} what="secret" />}
      <dl className="webhook-values">
        <dt>Address</dt>
        <dd className="copyable">
          <code>{webhook.url}</code>
          <CopyButton text={webhook.url} what="the address" />
        </dd>
        <dt>Method</dt>
        <dd>
          <code>POST</code> or <code>PUT</code>
        </dd>
        {webhook.headerName && (
          <>
            <dt>Header</dt>
            <dd className="copyable">
              <code>{webhook.headerName}</code>
              <CopyButton text={webhook.headerName} what="the name of the header" />
            </dd>
            <dt>Its value</dt>
            <dd>
              {webhook.proof === 'HMAC_SHA256'
                ? 'HMAC-SHA256 of the raw body under the secret, in hex or base64. The source signs each call itself.'
                : secret
                  ? 'the secret above'
                  : 'the secret; it was shown when it was made'}
            </dd>
          </>
        )}
        <dt>Body</dt>
        <dd className="copyable">
          <pre>{webhook.bodyTemplate}</pre>
          <CopyButton text={webhook.bodyTemplate} what="the body" />
        </dd>
      </dl>
      {relative && (
        <p className="notice warn">
          Only the path is known: whoever runs this server sets <code>PUBLIC_URL</code> to show the whole address.
        </p>
      )}
    </div>
  )
}
