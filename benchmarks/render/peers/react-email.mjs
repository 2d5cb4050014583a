// react-email: the words and links of the same issue as its own components.
import { Body, Container, Head, Heading, Html, Link, Preview, Text } from "@react-email/components";
import { render } from "@react-email/render";
import { createElement as make } from "react";
import { source, tell, versionOf } from "./rounds.mjs";

const page = { backgroundColor: "#f1eee7", margin: 0 };
const sheet = { backgroundColor: "#ffffff", maxWidth: "640px", padding: "40px" };
const words = { color: "#2b3038", fontFamily: "Georgia, serif", fontSize: "17px", lineHeight: "28px" };

function Letter({ name }) {
  return make(Html, { lang: "en" },
    make(Head, null, make("title", null, source.title)),
    make(Preview, null, source.dek),
    make(Body, { style: page },
      make(Container, { style: sheet },
        make(Text, { style: words }, `Dear ${name},`),
        make(Heading, { as: "h1" }, source.title),
        source.blocks.map((block, key) => make(Text, { key, style: words }, block)),
        source.links.map((link, key) =>
          make(Text, { key: `link ${key}`, style: words }, make(Link, { href: link.address }, link.words))),
        make(Text, { style: { ...words, fontSize: "13px" } }, source.address))));
}

await tell(`react-email ${versionOf("@react-email/render")}`, (name) => render(make(Letter, { name })));
