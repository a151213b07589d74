// npm's oidc-provider on loopback: node provider.mjs PORT APP_ADDRESS, started where it is installed.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(`${process.cwd()}/`);
const { Provider, default: older } = await import(pathToFileURL(require.resolve('oidc-provider')).href);
const [port, app] = process.argv.slice(2);
const groups = { dora: ['doctors', 'golf'], olga: ['clinic-admins'], nora: ['golf'] };

const provider = new (Provider ?? older)(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: 'tracker',
    client_secret: 'a secret of at least thirty-two letters',
    redirect_uris: [`${app}/sign-in/oidc/callback`],
  }],
  scopes: ['openid', 'profile'],
  claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: `Dr ${id}`, preferred_username: id, groups: groups[id] ?? [] }),
  }),
});
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
