/** A tree of labels or choices from pasted text or a file, and as a file. */
import { Button, FileButton, Menu, Modal, Textarea } from "@mantine/core";
import { IconDownload, IconUpload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Choice } from "../api";
import { ErrorNote } from "../components/ErrorNote";
import { useText } from "../i18n/text";
import { compareNodes, toNodes } from "./nodes";
import classes from "./ontology.module.css";
import type { Part } from "./parts";

interface TreeTextProps {
  parts: readonly (Part & { parent: string })[];
  /** What the file and the window are called by. */
  title: string;
  onPut(nodes: Choice[]): void;
}

type Form = "csv" | "tsv" | "levels" | "indented";
const FORMS: readonly Form[] = ["csv", "tsv", "levels", "indented"];
const ENDINGS: Readonly<Record<Form, string>> = { csv: "csv", tsv: "tsv", levels: "csv", indented: "txt" };

export function TreeText({ parts, title, onPut }: TreeTextProps) {
  const t = useText();
  const [isOpen, setOpen] = useState(false);
  const write = useMutation({
    mutationFn: (form: Form) => api.post("/taxonomies/write", { body: { nodes: toNodes(parts), form } }),
    onSuccess: ({ text }, form) => download(text, `${title}.${ENDINGS[form]}`),
  });
  return (
    <>
      <Button variant="subtle" color="gray" leftSection={<IconUpload size={14} />} onClick={() => setOpen(true)}>
        {t("taxonomy.paste")}
      </Button>
      {parts.length > 0 && (
        <Menu position="bottom-start">
          <Menu.Target>
            <Button
              variant="subtle"
              color="gray"
              leftSection={<IconDownload size={14} />}
              loading={write.isPending}
              aria-label={t("taxonomy.downloadOf", { title })}
            >
              {t("taxonomy.download")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {FORMS.map((form) => (
              <Menu.Item key={form} onClick={() => write.mutate(form)}>
                {t(`taxonomy.form.${form}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {write.isError && <ErrorNote error={write.error} />}
      <Modal opened={isOpen} onClose={() => setOpen(false)} title={t("taxonomy.pasteTitle", { title })} size={640}>
        {isOpen && (
          <Paste
            parts={parts}
            onPut={(nodes) => {
              onPut(nodes);
              setOpen(false);
            }}
          />
        )}
      </Modal>
    </>
  );
}

function Paste({ parts, onPut }: Omit<TreeTextProps, "title">) {
  const t = useText();
  const [text, setText] = useState("");
  const read = useMutation({
    mutationFn: (given: string) => api.post("/taxonomies/read", { body: { text: given, known: toNodes(parts) } }),
  });
  const readFile = useMutation({
    mutationFn: async (file: File) => {
      const given = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
      change(given);
      read.mutate(given);
    },
  });
  const change = (given: string) => {
    setText(given);
    read.reset();
  };
  return (
    <form
      className={classes.paste}
      onSubmit={(event) => {
        event.preventDefault();
        read.mutate(text);
      }}
    >
      <Textarea
        label={t("taxonomy.text")}
        description={t("taxonomy.textNote")}
        classNames={{ input: classes.pasted as string }}
        placeholder={t("taxonomy.textExample")}
        minRows={8}
        maxRows={16}
        autosize
        required
        data-autofocus
        spellCheck={false}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
      />
      <div className={classes.options}>
        <Button type="submit" loading={read.isPending} variant={read.isSuccess ? "default" : "filled"}>
          {t("taxonomy.read")}
        </Button>
        <FileButton accept=".csv,.tsv,.txt,text/*" onChange={(file) => file && readFile.mutate(file)}>
          {(props) => (
            <Button variant="default" {...props}>
              {t("taxonomy.file")}
            </Button>
          )}
        </FileButton>
      </div>
      {readFile.isError && (
        <p className={classes.fault} role="alert">
          {t("taxonomy.notText")}
        </p>
      )}
      {read.isError && <ErrorNote error={read.error} />}
      {read.isSuccess && <Becomes parts={parts} nodes={read.data.nodes} onPut={onPut} />}
    </form>
  );
}

interface BecomesProps extends Omit<TreeTextProps, "title"> {
  nodes: Choice[];
}

/** What the text says, before it takes the place of what is there. */
function Becomes({ parts, nodes, onPut }: BecomesProps) {
  const t = useText();
  const { added, leftOut } = compareNodes(parts, nodes);
  return (
    <div className={classes.becomes} role="status">
      <p className={classes.note}>
        {t("taxonomy.classes", { count: nodes.length })} {t("taxonomy.new", { count: added })}{" "}
        {leftOut > 0 && t("taxonomy.leftOut", { count: leftOut })}
      </p>
      <Button onClick={() => onPut(nodes)}>{t("taxonomy.put")}</Button>
    </div>
  );
}

function download(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
