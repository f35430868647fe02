#!/bin/sh
# Makes ../schema.json (JSON Schema draft-07) from the types that Slack publishes for Block Kit.
# Needs Node 20 and npm; run it after changing the version of @slack/types in package.json.
set -eu
cd "$(dirname "$0")"
npm ci --no-audit --no-fund
npx ts-json-schema-generator --path shapes.ts --type Shapes --jsDoc none --no-type-check --out ../schema.json
cp node_modules/@slack/types/LICENSE ../LICENSE.slack-types
