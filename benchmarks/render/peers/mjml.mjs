// npm mjml: the MJML that our template made, with a reader's name in its title.
import mjml2html from "mjml";
import { source, tell, versionOf } from "./rounds.mjs";

await tell(`npm mjml ${versionOf("mjml")}`, async (name) => {
  const mjml = source.mjml.replace("<mj-title>", `<mj-title>${name}: `);
  const { html } = await mjml2html(mjml, { fonts: {}, validationLevel: "skip" });
  return html;
});
