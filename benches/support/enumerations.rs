//! The enumerations of the API in declaration order: the index of a value is its number.

pub(super) const CHANNEL: &[&str] = &["UNKNOWN", "Chat", "AV", "Phone"];

pub(super) const SOURCE: &[&str] = &[
    "UNKNOWN",
    "Default",
    "Callback",
    "Invitation",
    "ChatInvitation",
    "IncomingCall",
    "OutgoingCall",
    "Campaign",
    "API",
    "Facebook",
    "WhatsApp",
    "VK",
    "Apple",
    "GenericChannel",
];

pub(super) const STATUS: &[&str] = &[
    "UNKNOWN",
    "CREATED",
    "IN_QUEUE",
    "WAITING",
    "ACTIVE",
    "ACW",
    "BCW",
    "CLOSED",
    "BLACKLISTED",
];

pub(super) const AV_SUPPORT: &[&str] = &["UNKNOWN", "WEB_RTC", "FLASH_ONLY", "NONE"];

pub(super) const GUEST_LEFT: &[&str] = &[
    "UNKNOWN",
    "LeftQueue",
    "LeftSession",
    "LeftAfterSession",
    "StillConnected",
    "LeftBeforeQueue",
];

pub(super) const TERMINATION: &[&str] = &[
    "UnknownReason",
    "GuestLeft",
    "OperatorLeft",
    "ChatbotLeft",
    "GuestAbandoned",
    "OperatorAbandoned",
    "ExternalPartyLeft",
    "CampaignFailedDial",
    "CampaignTerminated",
    "CallForwardedToExternalPhone",
    "OperatorWithoutExtension",
    "ForwardToExternalPhoneFailed",
    "FailedRouting",
    "ExternalSessionExpired",
    "SessionApiCall",
    "SingleUseSession",
];

pub(super) const DIAL_STATE: &[&str] = &[
    "UNKNOWN",
    "DIALING",
    "ANSWERED",
    "RINGING",
    "FAILED",
    "NO_ANSWER",
    "BLACKLISTED",
    "REJECTED",
    "INVALID_NUMBER",
    "UNREACHABLE",
    "CANCELLED_BY_USER",
];

pub(super) const ROUTING_ACTIVITY: &[&str] = &[
    "UNKNOWN",
    "RoutingRequestCreated",
    "EnteredGroupQueue",
    "GroupQueueTimeoutExpired",
    "LeftGroupQueue",
    "AssignedToOperator",
    "OperatorTimeoutExpired",
    "AcceptedByOperator",
    "ForwardedToGroup",
    "ForwardedToUser",
    "ForwardedToPhone",
    "RoutingEnded",
    "InvitedGroup",
    "InvitedUser",
];

pub(super) const CAMPAIGN_MODE: &[&str] = &["UNKNOWN", "Preview", "Predictive", "Automated"];

pub(super) const GROUP_TYPE: &[&str] = &["UNKNOWN", "NORMAL", "ALL_OPERATORS", "CHATBOT"];

pub(super) const FEEDBACK_SCALE: &[&str] = &["UNKNOWN", "Likert", "NPS"];

pub(super) const RECORDING_TYPE: &[&str] = &[
    "UNKNOWN",
    "Other",
    "Operator",
    "Guest",
    "AllParticipants",
    "ScreenSharing",
];

pub(super) const CLIENT_TYPE: &[&str] = &["UNKNOWN", "User", "Guest", "Chatbot"];

pub(super) const RECORDINGS_STATE: &[&str] =
    &["UNKNOWN", "Processed", "FailedToProcess", "Processing"];

pub(super) const ACTIVITY: &[&str] = &[
    "UNKNOWN",
    "ChatMessage",
    "SharedFile",
    "SharedScreen",
    "PhotoRequest",
    "CobrowsingStarted",
    "CobrowsingStoppedByGuest",
    "ScreenSharingFailedByGuest",
    "FileUploadFailed",
    "HeroCard",
    "HeroCardSubmission",
    "ChatbotMessage",
    "CallScript",
    "CallScriptSubmission",
    "WelcomeMessage",
    "LastFarewellMessage",
    "PreviewUrl",
    "Location",
    "HeroCardQuickReply",
    "LocationRequest",
    "ExternalMessage",
    "OnHold",
    "ResumeGuest",
    "AvRequest",
    "AvResponse",
    "AvGetMediaResult",
    "AvTerminated",
    "ChatToMail",
    "AutoActivity",
    "ChatbotHeroCardSubmission",
    "AutoActivityAsOperator",
    "NotifyOperator",
    "UpgradeToFull",
    "SessionEnded",
    "SessionForwarded",
    "OperatorInvited",
    "OperatorInviteCanceled",
    "OperatorInviteRejected",
    "OperatorKicked",
    "Handoff",
    "Joined",
    "Left",
];
