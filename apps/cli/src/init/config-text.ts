/** The types of target that `init` can begin a config with. */
export const initTypes = ['workspace', 'http', 'scim', 'init-data'] as const;

export type InitType = (typeof initTypes)[number];

const attributesOf: Readonly<Record<InitType, string>> = {
	workspace: `
      userId: "{{ email | local_part }}"
      email: "{{ email }}"
      name: "{{ name }}"
      centerIds: [spectra]
      # The first rule that fits decides; \`group\` is the handle of a Slack user group, \`title\` a glob over the profile's title.
      roleGroupId:
        rules:
          - {title: "*Lead*", value: LEAD}
        default: AGENT
      # Made at random for each new account; nobody knows it. For one that all share: {secret: true, value: "\${INITIAL_PASSWORD}"}
      password: {secret: true, generate: true}`,
	http: `
      email: "{{ email }}"
      name: "{{ name }}"
      # A name with dots is a path: {"profile": {"title": …}}
      # profile.title: "{{ title }}"`,
	scim: `
      userName: "{{ email }}"
      displayName: "{{ name }}"
      # A path as SCIM writes it, with a filter for lists of several:
      # emails[type eq "work"].value: "{{ email }}"`,
	'init-data': `
      userId: "{{ email | local_part }}"
      email: "{{ email }}"
      name: "{{ name }}"
      roleGroupId: AGENT`,
};

const optionsOf: Readonly<Record<InitType, string>> = {
	workspace: `
    url: https://dev-server.example.com/api/agents # EDIT: where accounts are created by POST
    # headers: {X-Attic-User: admin}
    # auth: {bearer: "\${API_TOKEN}"}
    # What the installation offers besides; without \`list\` accounts are only created.
    list: true # GET url?page=1&size=200
    update: true # PATCH url/ID
    deactivate: true
    reactivate: true`,
	http: `
    url: https://api.example.com/v1 # EDIT: all paths are relative to it
    # auth: {bearer: "\${API_TOKEN}"} # or basic, header, query, login: see docs/config.md
    list: {path: users} # EDIT: how all accounts are read, inactive ones included
    update: true # PATCH users/{id}; leave out what the system cannot do
    account: {active: active} # where an account says whether it is active
    deactivate: true
    reactivate: true`,
	scim: `
    url: https://idp.example.com/scim/v2 # EDIT: where /Users lives
    token: "\${SCIM_TOKEN}"`,
	'init-data': `
    file: init-data/agents.json # EDIT: must be there, be it only []
    # at: data.agents # where the list is, if it is not the whole file
    activeAt: active # without it leavers are deleted from the file
    # git: {push: true, branch: main}`,
};

const matchOf: Readonly<Record<InitType, string>> = {
	workspace: '[email, userId]',
	http: '[email]',
	scim: '[userName]',
	'init-data': '[email, userId]',
};

const slackIdLine: Readonly<Record<InitType, string>> = {
	workspace: '    # Where the system can keep the Slack id, it survives every new name and e-mail:\n    # slackIdAt: metadata.slackId\n',
	http: '    # Where the system can keep the Slack id, it survives every new name and e-mail:\n    # slackIdAt: externalId\n',
	scim: '',
	'init-data': '    slackIdAt: slackId # kept in each entry: survives every new name and e-mail\n',
};

const overrideOf: Readonly<Record<InitType, string>> = {
	workspace: '{userId: kim2}',
	http: '{name: Kim Hana}',
	scim: '{displayName: Kim Hana}',
	'init-data': '{userId: kim2}',
};

/** A config to begin with: valid as it is, with the lines to edit marked. */
export const configText = (
	type: InitType,
	name: string,
): string => `# What slack-im keeps in step with Slack. Every key is explained in docs/config.md.
# Completion in editors: run \`slack-im schema > slack-im.schema.json\`, then remove the first "# " below.
# # yaml-language-server: $schema=./slack-im.schema.json

source:
  token: "\${SLACK_BOT_TOKEN}" # secrets come from the environment (or SLACK_BOT_TOKEN_FILE), never from this file
  # workspace: T012ABCDEF # refuses the token of any other workspace; \`slack-im doctor\` prints the id
  # channel: "#agents" # only members of this channel; keep the quotes

# Who is in. Bots, guests, invited and deactivated people, and people without a confirmed e-mail are out by themselves.
# people:
#   domains: [example.com]
#   include: [guest]
#   deny: ["*@vendor.example"]

# Values for single people, by e-mail or Slack id.
# overrides:
#   kim@example.com: ${overrideOf[type]}

targets:
  ${name}:
    type: ${type}${optionsOf[type]}

    # How a person's account is found, the strongest key first.
    match: ${matchOf[type]}
${slackIdLine[type]}
    # What slack-im manages of an account. Whatever is not named here is never touched.
    attributes:${attributesOf[type]}

    # For the first weeks: only create, and tell what else would be done.
    # do: [create]
    # leavers: deactivate # or delete, report: accounts of people whom Slack deactivated
    # people: {groups: [agents]} # only these people belong into this system
    # schedule: {cron: "0 12 * * *", timezone: Asia/Seoul}
    # guards: {removals: {count: 3, share: 0.1}} # more removals than that wait for --allow

# reports: {folder: reports}
# notify: {channel: "#platform", when: attention}
`;
