/** The way out of what a person can put right, by Slack's code for it (https://docs.slack.dev/reference/methods, errors of each). */
export const hints: Readonly<Record<string, string>> = {
  not_in_channel: 'invite the app into the channel (/invite @its-name)',
  channel_not_found: 'check the ID of the channel, and for a private one invite the app',
  is_archived: 'choose a channel that is not archived',
  invalid_auth: 'check the token',
  not_authed: 'the token is empty',
  token_revoked: 'install the app again, and use its new token',
  token_expired: 'install the app again, and use its new token',
  account_inactive: 'the app was removed from the workspace; install it again',
  missing_scope: 'give the app this scope, and install it again',
  not_allowed_token_type: 'this is a token of another kind: that of a bot begins with xoxb-, an app-level one with xapp-',
  restricted_action: 'the workspace does not let this app post there',
  no_service: 'the webhook was removed; make a new one',
  invalid_token: 'the webhook was removed; make a new one',
  channel_is_archived: 'make a webhook for a channel that is not archived',
  action_prohibited: 'the workspace does not let this webhook post there',
};
