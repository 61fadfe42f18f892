/** The Slack app that slack-im reads with, as Slack's "From an app manifest" takes it. */
export const slackManifest =
	(): string => `# The Slack app that slack-im reads with. At https://api.slack.com/apps: Create New App > From an app manifest,
# paste this, then Install to Workspace. The "Bot User OAuth Token" (xoxb-…) is SLACK_BOT_TOKEN.
_metadata:
  major_version: 1
  minor_version: 1
display_information:
  name: slack-im
  description: Reads workspace members to provision accounts elsewhere
features:
  bot_user:
    display_name: slack-im
    always_online: false
oauth_config:
  scopes:
    bot:
      - users:read # who is in the workspace
      - users:read.email # without it nobody has an e-mail, and nothing can be matched
      - channels:read # only for \`channel\`
      - groups:read # only for \`channel\`, where it is private; invite the app to it
      - usergroups:read # only for \`groups\` and rules by \`group\`
      # - chat:write # only for \`notify\`; invite the app to its channel
settings:
  org_deploy_enabled: false
  socket_mode_enabled: false
  token_rotation_enabled: false
`;
