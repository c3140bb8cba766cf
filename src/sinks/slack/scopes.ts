/** What a bot token must be allowed, and why (https://docs.slack.dev/reference/scopes); the shipped app manifest asks for exactly these. */
export const botScopes = {
  'chat:write': 'posts and edits the message of a run',
  'files:write': 'puts the chart into its thread',
  'channels:history': 'looks in a public channel whether a message has arrived',
  'groups:history': 'looks in a private channel whether a message has arrived',
} as const;

/** Of the app-level token; a manifest cannot make one. */
export const appScope = 'connections:write';
