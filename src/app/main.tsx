import { RouterProvider } from "@tanstack/react-router";
import { ConvexProvider } from "convex/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { ErrorBoundary } from "react-error-boundary";
import { router } from "../routes/router";
import "../styles/theme.css";
import "../styles/app.css";
import { PageStopped } from "./PageStopped";
import { connect, loadGuest } from "./session";
import { GuestContext } from "./guestContext";

const guest = loadGuest();
const client = connect(guest);
const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root");

createRoot(root).render(
  <StrictMode>
    <ErrorBoundary FallbackComponent={PageStopped}>
      <GuestContext value={guest}>
        <ConvexProvider client={client}>
          <RouterProvider router={router} />
        </ConvexProvider>
      </GuestContext>
    </ErrorBoundary>
  </StrictMode>,
);
